// The root error and its families. Every error says what went wrong, where, and (in `hint`) how to mend it.
// `code` is stable: tests, metrics and dead letters refer to it; wording may change. Imports nothing.

export interface OfframpErrorOptions {
  readonly hint?: string;
  readonly cause?: unknown;
}

export class OfframpError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: OfframpErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** A wrong configuration. `path` names the key and the file it stands in, as `file: section.key`. */
export class ConfigError extends OfframpError {
  readonly path: string;

  constructor(path: string, message: string, options: OfframpErrorOptions = {}) {
    super('config', `${path}: ${message}`, options);
    this.path = path;
  }
}

/** Bytes that a codec cannot read. `offset` is in bytes from the start of the body, -1 when unknown. */
export class DecodeError extends OfframpError {
  readonly codec: string;
  readonly offset: number;

  constructor(codec: string, message: string, offset = -1, options: OfframpErrorOptions = {}) {
    super('decode', message, options);
    this.codec = codec;
    this.offset = offset;
  }
}

/** A point or record that a codec cannot write. */
export class EncodeError extends OfframpError {
  readonly codec: string;

  constructor(codec: string, message: string, options: OfframpErrorOptions = {}) {
    super('encode', message, options);
    this.codec = codec;
  }
}

export interface TransportErrorOptions extends OfframpErrorOptions {
  readonly status?: number;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
}

/** A peer that could not be reached or did not accept. `endpoint` never holds a token. */
export class TransportError extends OfframpError {
  readonly endpoint: string;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(endpoint: string, message: string, options: TransportErrorOptions) {
    super('transport', `${endpoint}: ${message}`, options);
    this.endpoint = endpoint;
    this.status = options.status;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A bounded buffer that cannot take more. `dropped` counts records that were turned away. */
export class BufferFullError extends OfframpError {
  readonly dropped: number;

  constructor(message: string, dropped: number, options: OfframpErrorOptions = {}) {
    super('buffer-full', message, options);
    this.dropped = dropped;
  }
}

/** Work that was refused because its owner is stopping or stopped. */
export class StoppedError extends OfframpError {
  constructor(message: string, options: OfframpErrorOptions = {}) {
    super('stopped', message, options);
  }
}

/** The system's or a library's code of an error (`ECONNREFUSED`, `ENOENT`), '' when it has none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
