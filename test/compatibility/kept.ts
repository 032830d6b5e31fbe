import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceiptBody } from '../support/service.js';
import type { Answered } from './answered.js';
import type { Command } from './drawn-talks.js';
import { pack, packJson, unpack, unpackJson } from './packed.js';
import type { Person } from './served.js';

/** What clients and auditors keep, besides the exported files. */
export type Kept = Readonly<{
  /** Given in the middle of the record. */
  consistencyToken: string;
  /** The key that verifies checkpoints of the log, and one of these checkpoints. */
  verifierKey: string;
  checkpoint: string;
  /** A command and its receipt. */
  recorded: Readonly<{ recorder: Person; command: Command; receipt: ReceiptBody }>;
  /** A thing with one event, and the ETag that an editor has seen. */
  seen: Readonly<{ address: string; etag: string; eventId: string }>;
}>;

/** The record in one of the folders here. README.md describes the files. */
export class KeptRecord {
  constructor(private readonly folder: string) {}

  /** Writes `data/`, `export.ndjson` and `audit.ndjson` into a folder. */
  unpack(into: string): void {
    unpack(readFileSync(join(this.folder, 'record.br')), into);
  }
  pack(from: string): void {
    writeFileSync(join(this.folder, 'record.br'), pack(from));
  }

  get kept(): Kept {
    return JSON.parse(readFileSync(join(this.folder, 'kept.json'), 'utf8')) as Kept;
  }
  set kept(kept: Kept) {
    writeFileSync(join(this.folder, 'kept.json'), `${JSON.stringify(kept, null, 2)}\n`);
  }

  get answers(): readonly Answered[] {
    return unpackJson(readFileSync(join(this.folder, 'answers.json.br'))) as Answered[];
  }
  set answers(answers: readonly Answered[]) {
    writeFileSync(join(this.folder, 'answers.json.br'), packJson(answers));
  }
}
