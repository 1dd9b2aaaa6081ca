// Measures cases side by side: every round runs each case once, so that what the machine does meanwhile falls on all of
// them. Prints one line per case: wall time, and the CPU time of the process, which other work on the machine disturbs
// less. A case checks its own result before it is measured.

import { cpus } from 'node:os';

export interface Case {
  readonly name: string;
  /** Throws when the work is not done right; called once before measuring. */
  check(): void;
  /** Does the work `times` times. */
  run(times: number): void;
  /** Operations in one piece of work, to print ns per operation; default 1. */
  readonly operations?: number;
  /** What one operation is called; default `record`. */
  readonly unit?: string;
}

export interface BenchOptions {
  readonly rounds?: number;
  /** Length of one measurement. */
  readonly measureMs?: number;
}

/** Runs the cases and prints median, best and worst of the rounds. */
export function bench(question: string, cases: readonly Case[], options: BenchOptions = {}): void {
  const rounds = options.rounds ?? 7;
  const measureMs = options.measureMs ?? 200;
  console.log(
    `\n${question}\nnode ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, median of ${rounds} rounds`,
  );
  const times = cases.map((item) => {
    item.check();
    return calibrate(item, measureMs);
  });
  const samples: Sample[][] = cases.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, item] of cases.entries()) samples[i]!.push(measure(item, times[i]!));
  }
  for (const [i, item] of cases.entries()) report(item, samples[i]!);
}

/** How often a case runs in one measurement; warms it up on the way. */
function calibrate(item: Case, measureMs: number): number {
  let times = 1;
  for (;;) {
    const startMs = performance.now();
    item.run(times);
    const tookMs = performance.now() - startMs;
    if (tookMs > measureMs / 2) return Math.max(1, Math.round((times * measureMs) / tookMs));
    times *= 2;
  }
}

/** Nanoseconds per operation. */
interface Sample {
  readonly wallNs: number;
  readonly cpuNs: number;
}

function measure(item: Case, times: number): Sample {
  const operations = times * (item.operations ?? 1);
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  item.run(times);
  const wallNs = (performance.now() - startMs) * 1e6;
  const { user, system } = process.cpuUsage(cpu);
  return { wallNs: wallNs / operations, cpuNs: ((user + system) * 1000) / operations };
}

function report(item: Case, samples: readonly Sample[]): void {
  const wall = samples.map(({ wallNs }) => wallNs).sort((a, b) => a - b);
  const cpu = samples.map(({ cpuNs }) => cpuNs).sort((a, b) => a - b);
  const median = wall[wall.length >> 1]!;
  const unit = item.unit ?? 'record';
  const rate = Math.round(1e9 / median).toLocaleString('en-US');
  const range = `${format(wall[0]!)} to ${format(wall.at(-1)!)}`;
  const cpuMedian = format(cpu[cpu.length >> 1]!);
  console.log(
    `  ${item.name.padEnd(44)} ${format(median)} ns/${unit} (${range}), CPU ${cpuMedian} ns, ${rate} ${unit}s/s`,
  );
}

function format(ns: number): string {
  return ns < 100 ? ns.toFixed(1) : Math.round(ns).toLocaleString('en-US');
}
