// What stands at every other path: a short page for the person who opened it.

import type { RequestHandler } from 'express';

export function notFound(version: string): RequestHandler {
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Offramp receiver</title></head>
<body>
<h1>Offramp receiver ${version}</h1>
<p>Nothing here. Batches go to <code>POST /v1/write/logging</code> or <code>POST /v1/write/ploffload/logging</code>;
<code>GET /v1/ping</code> says that it is alive, <code>GET /metrics</code> how it does.</p>
</body>
</html>
`;
  return (_request, response) => {
    response.status(404).type('html').send(page);
  };
}
