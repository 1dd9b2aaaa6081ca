// The store on LevelDB (see docs/decisions.md for why). Keys: `d`+number the record, `i`+number its index entry, `m`+id
// an id with the time it came, `s` the next number. Index entries are small and lie together, so a start reads them and
// not the records. Space of removed records is given back by compaction once enough has gathered.

import { StoppedError } from '../errors.js';
import { GroupCommit } from './group-commit.js';
import { IdMemory } from './id-memory.js';
import { Ledger } from './ledger.js';
import { isDamage, levelMessage, openLevel, repairLevel, type Level, type LevelOp } from './level-files.js';
import { decodeEntry, decodeRecord, encodeEntry, encodeRecord } from './record.js';
import {
  DEFAULT_LIMITS,
  StoreError,
  type NewRecord,
  type RecordInfo,
  type Store,
  type StoredRecord,
  type StoreLimits,
  type StoreStats,
} from './store.js';

export interface LevelStoreOptions {
  readonly folder: string;
  readonly limits?: Partial<StoreLimits>;
  /**
   * `always`: an append is answered after fsync. `os`: it survives the end of this process and not a power cut; for
   * who would rather be fast.
   */
  readonly sync?: 'always' | 'os';
  /** Told what a person should know: repairs, files set aside. */
  readonly onNotice?: (notice: string) => void;
  readonly nowMs?: () => number;
}

const RECORD = 0x64; // d
const ENTRY = 0x69; // i
const ID = 0x6d; // m
const NEXT = Buffer.from('s');
const PAUSE_AFTER_FAILURE_MS = 1000;
const MIN_COMPACT_BYTES = 64 * 1024 * 1024;

type State = 'new' | 'open' | 'stopped';

export class LevelStore implements Store {
  private readonly folder: string;
  private readonly limits: StoreLimits;
  private readonly sync: boolean;
  private readonly onNotice: (notice: string) => void;
  private readonly nowMs: () => number;
  private readonly ledger: Ledger;
  private readonly ids: IdMemory;
  private readonly commit: GroupCommit<LevelOp>;
  private state: State = 'new';
  private level: Level | undefined;
  private failedAtMs: number | undefined;
  private reopening: Promise<void> | undefined;
  private compacting: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;
  /** Deletes what should not be there, such as an append whose failed write reached the disk; part of the next write. */
  private inDoubt: LevelOp[] = [];
  private nextSeq = 1;
  private removedBytes = 0;
  private damaged = 0;
  private repairs = 0;

  constructor(options: LevelStoreOptions) {
    this.folder = options.folder;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.sync = options.sync !== 'os';
    this.onNotice = options.onNotice ?? ignore;
    this.nowMs = options.nowMs ?? Date.now;
    this.ledger = new Ledger(this.limits);
    this.ids = new IdMemory(this.limits.maxIds);
    this.commit = new GroupCommit((ops, durable) => this.write(ops, durable));
  }

  async start(): Promise<void> {
    if (this.state !== 'new') return;
    this.state = 'open';
    try {
      let repaired = await this.open();
      try {
        await this.load();
      } catch (error) {
        if (!isDamage(error)) throw this.ioError('reading the index', error);
        await this.reopen(true);
        repaired = true;
        await this.load();
      }
      if (repaired) await this.rebuildEntries();
    } catch (error) {
      await this.level?.close().catch(ignore);
      this.state = 'new';
      throw error;
    }
  }

  async append(records: readonly NewRecord[], ids: readonly string[] = []): Promise<number> {
    this.checkOpen();
    const firstSeq = this.nextSeq;
    const atMs = this.nowMs();
    const values = records.map((record, index) => encodeRecord(firstSeq + index, atMs, record));
    for (const { length } of values) this.checkSize(length);
    const sizeBytes = values.reduce((sum, { length }) => sum + length, 0);
    this.ledger.reserve(records.length, sizeBytes);
    this.nextSeq += records.length;
    const infos = values.map(({ length }, index) => ({ seq: firstSeq + index, sizeBytes: length, atMs, note: '' }));
    const ops: LevelOp[] = this.ids.wouldForget(ids.length).map((id) => del(idKey(id)));
    infos.forEach((info, index) => {
      ops.push(put(keyOf(RECORD, info.seq), values[index]!), put(keyOf(ENTRY, info.seq), encodeEntry(info)));
    });
    ops.push(put(NEXT, numberBytes(this.nextSeq)), ...ids.map((id) => put(idKey(id), numberBytes(atMs))));
    try {
      await this.commit.submit({ ops, sizeBytes, durable: true });
    } catch (error) {
      for (const { seq } of infos) this.inDoubt.push(del(keyOf(RECORD, seq)), del(keyOf(ENTRY, seq)));
      for (const id of ids) this.inDoubt.push(del(idKey(id)));
      throw error;
    } finally {
      this.ledger.release(records.length, sizeBytes);
    }
    for (const info of infos) this.ledger.add(info);
    for (const id of ids) this.ids.add(id);
    return firstSeq;
  }

  hasId(id: string): boolean {
    return this.ids.has(id);
  }

  entries(afterSeq = 0): Iterable<RecordInfo> {
    return this.ledger.after(afterSeq);
  }

  async read(seq: number): Promise<StoredRecord | undefined> {
    this.checkOpen();
    if (this.ledger.get(seq) === undefined) return undefined;
    const bytes = await this.get(keyOf(RECORD, seq));
    const info = this.ledger.get(seq);
    if (info === undefined) return undefined; // removed while we read
    const record = bytes === undefined ? undefined : decodeRecord(seq, bytes, info.note);
    if (record === undefined) {
      this.damaged++;
      this.onNotice(`record ${seq} (${info.sizeBytes} bytes) is damaged and was left out`);
      await this.remove([seq]);
    }
    return record;
  }

  async setNote(seq: number, note: string): Promise<void> {
    this.checkOpen();
    const info = this.ledger.get(seq);
    if (info === undefined) return;
    const next = { ...info, note };
    await this.commit.submit({ ops: [put(keyOf(ENTRY, seq), encodeEntry(next))], sizeBytes: 64, durable: false });
    if (this.ledger.get(seq) !== undefined) this.ledger.add(next);
  }

  async remove(seqs: readonly number[]): Promise<void> {
    this.checkOpen();
    const known = seqs.filter((seq) => this.ledger.get(seq) !== undefined);
    if (known.length === 0) return;
    const ops = known.flatMap((seq) => [del(keyOf(RECORD, seq)), del(keyOf(ENTRY, seq))]);
    await this.commit.submit({ ops, sizeBytes: known.length * 32, durable: false });
    for (const seq of known) {
      this.removedBytes += this.ledger.get(seq)?.sizeBytes ?? 0;
      this.ledger.delete(seq);
    }
    this.compactIfWorthIt();
  }

  stats(): StoreStats {
    const { ledger, ids, damaged, repairs } = this;
    return {
      records: ledger.records,
      bytes: ledger.bytes,
      ids: ids.size,
      oldestMs: ledger.oldestMs,
      damaged,
      repairs,
    };
  }

  stop(): Promise<void> {
    this.stopping ??= this.close();
    return this.stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async close(): Promise<void> {
    const wasOpen = this.state === 'open';
    this.state = 'stopped';
    if (!wasOpen) return;
    await this.commit.idle();
    await this.reopening;
    await this.compacting;
    await this.level?.close();
  }

  private checkOpen(): void {
    if (this.state !== 'open') throw new StoppedError(`store ${this.folder}: it is not open`);
  }

  private checkSize(sizeBytes: number): void {
    const { maxRecordBytes } = this.limits;
    if (sizeBytes <= maxRecordBytes) return;
    throw new StoreError('store-record', this.folder, `a record of ${sizeBytes} bytes is above ${maxRecordBytes}`);
  }

  private async open(): Promise<boolean> {
    const { level, repaired, setAside } = await openLevel(this.folder, this.nowMs());
    this.level = level;
    if (repaired) {
      this.repairs++;
      this.onNotice(setAside === undefined ? 'damaged files were repaired' : `damaged files were moved to ${setAside}`);
    }
    return repaired;
  }

  /** Reads index, ids and the next number; what the index says twice (after a second call) is said once. */
  private async load(): Promise<void> {
    const level = this.level!;
    this.ledger.clear();
    let keptBytes = 0;
    for await (const [key, value] of level.iterator({ gte: keyOf(ENTRY, 0), lt: keyOf(ENTRY + 1, 0) })) {
      const seq = seqOf(key);
      const info = decodeEntry(seq, value) ?? (await this.entryFromRecord(seq));
      if (info === undefined) continue;
      this.ledger.add(info);
      keptBytes += info.sizeBytes;
      this.nextSeq = Math.max(this.nextSeq, seq + 1);
    }
    const ids: [string, number][] = [];
    for await (const [key, value] of level.iterator({ gte: Buffer.of(ID), lt: Buffer.of(ID + 1) })) {
      if (value.length === 8) ids.push([key.toString('utf8', 1), value.readDoubleBE()]);
    }
    for (const [id] of ids.sort((a, b) => a[1] - b[1])) this.ids.add(id);
    this.inDoubt.push(...ids.filter(([id]) => !this.ids.has(id)).map(([id]) => del(idKey(id))));
    const next = await level.get(NEXT);
    if (next?.length === 8) this.nextSeq = Math.max(this.nextSeq, next.readDoubleBE());
    this.removedBytes = (await level.approximateSize(keyOf(RECORD, 0), keyOf(RECORD + 1, 0))) - keptBytes;
    this.compactIfWorthIt();
  }

  /** After a repair: records whose index entry was lost get a new one. */
  private async rebuildEntries(): Promise<void> {
    const found: RecordInfo[] = [];
    for await (const key of this.level!.keys({ gte: keyOf(RECORD, 0), lt: keyOf(RECORD + 1, 0) })) {
      const seq = seqOf(key);
      if (this.ledger.get(seq) !== undefined) continue;
      const info = await this.entryFromRecord(seq);
      if (info !== undefined) found.push(info);
    }
    if (found.length === 0) return;
    const all = [...this.ledger.after(0), ...found].sort((a, b) => a.seq - b.seq);
    this.ledger.clear();
    for (const info of all) this.ledger.add(info);
    this.nextSeq = Math.max(this.nextSeq, all.at(-1)!.seq + 1);
    await this.level!.batch(found.map((info) => put(keyOf(ENTRY, info.seq), encodeEntry(info))));
  }

  private async entryFromRecord(seq: number): Promise<RecordInfo | undefined> {
    const bytes = await this.level!.get(keyOf(RECORD, seq)).catch(ignore);
    const record = bytes === undefined ? undefined : decodeRecord(seq, bytes, '');
    if (record === undefined) {
      this.damaged++;
      return undefined;
    }
    return { seq, sizeBytes: record.sizeBytes, atMs: record.atMs, note: '' };
  }

  private async write(ops: LevelOp[], durable: boolean): Promise<void> {
    if (this.failedAtMs !== undefined) await this.recoverFromFailure(this.failedAtMs);
    await this.reopening;
    const undo = this.inDoubt.splice(0);
    try {
      await this.level!.batch([...undo, ...ops], { sync: durable && this.sync });
    } catch (error) {
      this.inDoubt.push(...undo);
      this.failedAtMs = this.nowMs();
      throw this.ioError('writing', error);
    }
  }

  /** LevelDB takes no more writes after one has failed, until it is opened anew; not more than once a second. */
  private async recoverFromFailure(failedAtMs: number): Promise<void> {
    if (this.nowMs() - failedAtMs < PAUSE_AFTER_FAILURE_MS) {
      throw new StoreError('store-io', this.folder, 'it failed a moment ago and is not tried again yet');
    }
    try {
      await this.reopen(false);
      this.failedAtMs = undefined;
    } catch (error) {
      this.failedAtMs = this.nowMs();
      throw error;
    }
  }

  private async get(key: Buffer): Promise<Buffer | undefined> {
    await this.reopening;
    try {
      return await this.level!.get(key);
    } catch (error) {
      if (!isDamage(error)) throw this.ioError('reading', error);
    }
    await this.reopen(true);
    try {
      return await this.level!.get(key);
    } catch (error) {
      throw this.ioError('reading after a repair', error);
    }
  }

  /** Closes and opens again, repairing in between when asked; callers of the same time share one go. */
  private reopen(repair: boolean): Promise<void> {
    const again = async (): Promise<void> => {
      await this.compacting;
      await this.level?.close();
      if (repair) {
        await repairLevel(this.folder);
        this.repairs++;
        this.onNotice('damaged files were repaired');
      }
      await this.open();
    };
    this.reopening ??= again().finally(() => {
      this.reopening = undefined;
    });
    return this.reopening;
  }

  private compactIfWorthIt(): void {
    if (this.compacting !== undefined || this.reopening !== undefined) return;
    if (this.removedBytes < Math.max(MIN_COMPACT_BYTES, this.ledger.bytes)) return;
    this.removedBytes = 0;
    this.compacting = this.level!.compactRange(keyOf(RECORD, 0), keyOf(RECORD, this.nextSeq))
      .catch((error: unknown) => this.onNotice(`space could not be given back: ${levelMessage(error)}`))
      .finally(() => {
        this.compacting = undefined;
      });
  }

  private ioError(doing: string, cause: unknown): StoreError {
    if (cause instanceof StoreError) return cause;
    return new StoreError('store-io', this.folder, `${doing} failed: ${levelMessage(cause)}`, {
      hint: 'check free space and health of the disk',
      cause,
    });
  }
}

function put(key: Buffer, value: Buffer): LevelOp {
  return { type: 'put', key, value };
}

function del(key: Buffer): LevelOp {
  return { type: 'del', key };
}

function keyOf(prefix: number, seq: number): Buffer {
  const key = Buffer.allocUnsafe(9);
  key[0] = prefix;
  key.writeBigUInt64BE(BigInt(seq), 1);
  return key;
}

function seqOf(key: Buffer): number {
  return Number(key.readBigUInt64BE(1));
}

function idKey(id: string): Buffer {
  return Buffer.concat([Buffer.of(ID), Buffer.from(id, 'utf8')]);
}

/** Numbers as doubles: exact up to 2^53, which is far beyond any count of records. */
function numberBytes(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

function ignore(): undefined {
  return undefined;
}
