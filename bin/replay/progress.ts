// Progress of a replay: a bar on a terminal, a line every few seconds elsewhere.

import { SingleBar } from 'cli-progress';

export interface Progress {
  update(sent: number, acked: number): void;
  end(): void;
}

const LINE_INTERVAL_MS = 2_000;

export function createProgress(total: number, stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? bar(total, stream) : lines(total, stream);
}

export const NO_PROGRESS: Progress = {
  update: () => undefined,
  end: () => undefined,
};

function bar(total: number, stream: NodeJS.WriteStream): Progress {
  const single = new SingleBar({ format: '{bar} {percentage}% | {acked} of {total} acknowledged', stream });
  single.start(total, 0, { acked: 0 });
  return {
    update: (sent, acked) => single.update(sent, { acked }),
    end: () => single.stop(),
  };
}

function lines(total: number, stream: NodeJS.WriteStream): Progress {
  let lastMs = performance.now();
  return {
    update(sent, acked) {
      const now = performance.now();
      if (now - lastMs < LINE_INTERVAL_MS) return;
      lastMs = now;
      stream.write(`sent ${sent} of ${total}, acknowledged ${acked}\n`);
    },
    end: () => undefined,
  };
}
