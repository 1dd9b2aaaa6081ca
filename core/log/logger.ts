// The logger that programs build once in cli.ts and hand down. Rooms see this interface only, so a test can pass a
// list and a library user is never forced to carry winston's output.

import winston from 'winston';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  readonly level: LogLevel;
  /** One JSON object per line instead of text. */
  readonly json: boolean;
  /** Name of the program, printed with every line. */
  readonly program: string;
}

/** A logger on standard error, so that standard output stays free for results. */
export function createLogger(options: LogOptions): Logger {
  const { combine, timestamp, json, printf } = winston.format;
  const line = printf(({ timestamp: time, level, message, program, ...fields }) => {
    const rest = Object.entries(fields).filter(([, value]) => value !== undefined);
    const tail = rest.map(([key, value]) => ` ${key}=${quoteIfNeeded(String(value))}`).join('');
    return `${String(time)} ${level.padEnd(5)} ${String(program)}: ${String(message)}${tail}`;
  });
  const logger = winston.createLogger({
    level: options.level,
    defaultMeta: { program: options.program },
    format: combine(timestamp(), options.json ? json() : line),
    // winston's types name an interface where a class stands
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    transports: [new winston.transports.Console({ stderrLevels: ['debug', 'info', 'warn', 'error'] })],
  });
  return {
    debug: (message, fields) => void logger.debug(message, fields),
    info: (message, fields) => void logger.info(message, fields),
    warn: (message, fields) => void logger.warn(message, fields),
    error: (message, fields) => void logger.error(message, fields),
  };
}

/** Swallows everything; for tests and for library users who want silence. */
export const SILENT: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // nothing to do
}

function quoteIfNeeded(text: string): string {
  return /[\s"]/.test(text) ? JSON.stringify(text) : text;
}
