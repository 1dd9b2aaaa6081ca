// Progress of a replay: a bar on a terminal, a plain line every few seconds elsewhere (CI logs, files).

import { SingleBar } from 'cli-progress';

export interface Progress {
  readonly sent: number;
  readonly acked: number;
  /** Of all there is to send, 0 to 1. */
  readonly share: number;
}

export interface ProgressView {
  readonly update: (progress: Progress) => void;
  readonly end: () => void;
}

const LINE_INTERVAL_MS = 2_000;
const BAR_STEPS = 1_000;

export const NO_PROGRESS: ProgressView = { update: () => undefined, end: () => undefined };

export function showProgress(stream: NodeJS.WriteStream): ProgressView {
  return stream.isTTY ? showBar(stream) : showLines(stream);
}

function showBar(stream: NodeJS.WriteStream): ProgressView {
  const bar = new SingleBar({ stream, format: '{bar} {percentage}% | {sent} sent, {acked} acknowledged' });
  bar.start(BAR_STEPS, 0, { sent: 0, acked: 0 });
  return {
    update: ({ share, sent, acked }) => bar.update(Math.floor(share * BAR_STEPS), { sent, acked }),
    end: () => bar.stop(),
  };
}

function showLines(stream: NodeJS.WriteStream): ProgressView {
  let saidAtMs = performance.now();
  return {
    update: ({ share, sent, acked }) => {
      const nowMs = performance.now();
      if (nowMs - saidAtMs < LINE_INTERVAL_MS) return;
      saidAtMs = nowMs;
      stream.write(`${Math.floor(share * 100)}%: ${sent} sent, ${acked} acknowledged\n`);
    },
    end: () => undefined,
  };
}
