// Every forward capture, decoded by splitter, message and entry readers, gives the records its manifest lists.

import { describe, expect, test } from '@jest/globals';
import { readEntries } from '../../../../core/codec/msgpack/entries.js';
import { KeyCache } from '../../../../core/codec/msgpack/key-cache.js';
import { readMessage, startsMessage } from '../../../../core/codec/msgpack/message.js';
import { FrameSplitter, type Frame } from '../../../../core/codec/msgpack/splitter.js';
import {
  decodedLine,
  expectedLines,
  expectedOn,
  forwardScenarios,
  sentBytes,
  type ExpectedMessage,
} from '../../../helpers/captures.js';

const keys = new KeyCache();

describe.each(['fluent-bit', 'fluent-logger-js'] as const)('%s', (shipper) => {
  test.each(forwardScenarios(shipper).map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
    for (const connection of scenario.connections) {
      const frames = splitAll(sentBytes(scenario, connection));
      for (const message of expectedOn(scenario, connection)) {
        const frame = frames.find(({ offset }) => offset === message.bytes[0])!;
        expect(frame.offset + frame.bytes.length).toBe(message.bytes[1]);
        expectDecoded(frame, message);
      }
    }
  });
});

function splitAll(bytes: Buffer): Frame[] {
  const splitter = new FrameSplitter({ maxFrameBytes: 1 << 20, startsWith: startsMessage });
  splitter.push(bytes);
  const frames: Frame[] = [];
  for (let frame = splitter.next(); frame !== undefined; frame = splitter.next()) frames.push(frame);
  expect(splitter.pendingBytes).toBe(0);
  return frames;
}

function expectDecoded(frame: Frame, expected: ExpectedMessage): void {
  const message = readMessage(frame.bytes, keys);
  expect(message.tag).toBe(expected.tag);
  const chunk = expected.option?.['chunk'] as string | undefined;
  expect(message.option.chunk?.subarray(1).toString()).toBe(chunk);
  const lines: string[] = [];
  readEntries(
    message,
    {
      entry: (entry) => lines.push(decodedLine(entry)),
      refused: (_bytes, error) => {
        throw error;
      },
    },
    { keys, nowNs: 0n },
  );
  if (expected.entry_count === undefined) expect(lines).toEqual(expectedLines(expected));
  else {
    expect(lines).toHaveLength(expected.entry_count);
    expect([lines[0], lines.at(-1)]).toEqual(expectedLines(expected));
  }
}
