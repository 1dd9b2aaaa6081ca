// POST /v1/write/:category and POST /v1/write/ploffload/:category: the two protocols a batch can arrive by. The body
// goes to a worker as bytes; the answer is given when every record of it has an owner.

import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Category } from '../../core/point/category.js';
import { HEADER } from '../../core/codec/offload/headers.js';
import { HOP_HEADER } from '../../core/flow/hop.js';
import { BufferFullError, StoppedError } from '../../core/errors.js';
import type { Logger } from '../../core/log/logger.js';
import type { BatchJob } from '../../core/workers/messages.js';
import type { BatchDesk } from '../../core/workers/batch-desk.js';
import { answerAccepted, answerRefusal, type Refusal, type RefusalStyle } from './answers.js';
import { BodyTooLargeError, readBody } from './body.js';

export interface WriteRouteOptions {
  readonly desk: BatchDesk;
  /** False until scripts are in service: nothing may pass without the script it should get. */
  readonly isReady: () => boolean;
  readonly maxBodySize: number;
  readonly globalTags: readonly (readonly [string, string])[];
  readonly log: Logger;
}

/** What differs between the two protocols (wire.md 5.3, 6.1). */
export interface WriteProtocol {
  readonly categories: ReadonlySet<string>;
  readonly decompresses: boolean;
  readonly autoPrecision: boolean;
  readonly hasEcho: boolean;
  readonly refusals: RefusalStyle;
  /** compat: one endpoint takes categories in any case, the other does not. */
  readonly anyCase: boolean;
}

export const DATAKIT_HTTP: WriteProtocol = {
  categories: new Set([
    'metric',
    'logging',
    'object',
    'network',
    'tracing',
    'keyevent',
    'custom_object',
    'security',
    'rum',
  ]),
  decompresses: true,
  autoPrecision: true,
  hasEcho: true,
  refusals: 'json',
  anyCase: false,
};

export const PLOFFLOAD: WriteProtocol = {
  categories: new Set(['metric', 'logging', 'object', 'network', 'tracing', 'keyevent', 'custom_object', 'security']),
  decompresses: false,
  autoPrecision: false,
  hasEcho: false,
  refusals: 'plain',
  anyCase: true,
};

const RETRY_AFTER_SECONDS = 1;
const ECHO_FORMS: ReadonlySet<string> = new Set(['lp', 'json', 'pbjson']);

export function writeRoute(protocol: WriteProtocol, options: WriteRouteOptions): RequestHandler {
  return async (request, response) => {
    const refuse = (refusal: Refusal): void => answerRefusal(response, refusal, protocol.refusals);
    const named = String(request.params['category']);
    const category = protocol.anyCase ? named.toLowerCase() : named;
    if (!protocol.categories.has(category)) {
      refuse({ status: 400, code: 'invalidCategory', message: `invalid URL "${request.path}"` });
      return;
    }
    if (header(request, HOP_HEADER) === 'push') {
      refuse({
        status: 508,
        code: 'offloadLoop',
        message: 'this is what a receiver sends to DataWay: a receiver must not be the DataWay of a receiver',
      });
      return;
    }
    if (!options.isReady()) {
      refuse({
        status: 503,
        code: 'notReady',
        message: 'the remote scripts are not loaded yet',
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
      return;
    }
    try {
      const body = await readBody(request, options.maxBodySize);
      if (body.length === 0) {
        refuse({ status: 400, code: 'emptyBody' });
        return;
      }
      const job = jobOf(request, protocol, category as Category, body, options.globalTags);
      const result = await options.desk.take(
        job,
        header(request, HEADER.batch),
        header(request, HEADER.stateful) === '1',
      );
      if (result.kind === 'owned') answerAccepted(response, result.fates, result.echo);
      else refuse(result);
    } catch (error) {
      refuse(refusalOf(error, response, options.log));
    }
  };
}

function jobOf(
  request: Request,
  protocol: WriteProtocol,
  category: Category,
  body: Uint8Array,
  globalTags: readonly (readonly [string, string])[],
): BatchJob {
  const query = (name: string): string => queryText(request, name);
  const ignoresTags = query('ignore_global_host_tags') !== '' || query('ignore_global_tags') !== '';
  const echo = protocol.hasEcho ? echoForm(query) : '';
  const batchId = header(request, HEADER.batch);
  return {
    batchId: batchId === '' ? randomUUID() : batchId,
    category,
    body,
    contentType: header(request, 'content-type'),
    contentEncoding: protocol.decompresses ? query('encoding') || header(request, 'content-encoding') : '',
    precision: query('precision'),
    autoPrecision: protocol.autoPrecision,
    script: header(request, HEADER.script),
    addTags: ignoresTags ? [] : globalTags,
    strict: query('strict') !== '',
    dry: protocol.hasEcho && query('dry') !== '',
    echo,
    poison: [],
  };
}

function echoForm(query: (name: string) => string): BatchJob['echo'] {
  const form = query('echo');
  if (ECHO_FORMS.has(form)) return form as BatchJob['echo'];
  if (query('echo_line_proto') !== '') return 'lp';
  return query('echo_json') === '' ? '' : 'json';
}

function queryText(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value : '';
}

function header(request: Request, name: string): string {
  return request.get(name) ?? '';
}

function refusalOf(error: unknown, response: Response, log: Logger): Refusal {
  if (error instanceof BodyTooLargeError) {
    response.setHeader('Connection', 'close'); // the rest of the body is not read
    return { status: 413, code: 'bodyTooLarge', message: error.message, hint: error.hint ?? '' };
  }
  if (error instanceof BufferFullError) {
    return { status: 503, code: 'overloaded', message: error.message, retryAfterSeconds: RETRY_AFTER_SECONDS };
  }
  if (error instanceof StoppedError) {
    return { status: 503, code: 'stopping', message: error.message, retryAfterSeconds: RETRY_AFTER_SECONDS };
  }
  log.error('a request could not be handled', { reason: error instanceof Error ? error.message : String(error) });
  return { status: 500, code: 'internal', message: 'the batch was not taken; send it again' };
}
