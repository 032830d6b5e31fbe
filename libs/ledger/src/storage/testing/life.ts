import { randomUUID } from 'node:crypto';
import {
  createReadStream,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logConfig } from '#config/log-config.js';
import type { Instant } from '#domain/ids.js';
import { engineOf, openEventStore } from '#event-store/engines.js';
import type { EventStore, NewEvent, PlacedEvent } from '#event-store/event-store.js';
import { parties } from '../../audit/testing/sample.js';
import { canonicalJson } from '../../canonical.js';
import { seal } from '../../seal.js';
import { checkEntries } from '../check-entries.js';
import { LEDGER_FOLDER } from '../checkpoint-store.js';
import { checkpointStreamOf, isCheckpointStream } from '../../checkpoint-name.js';
import { Ledger, LedgerNotSigned } from '../ledger.js';
import { checkLogFile } from '../../transfer/check-log-file.js';
import { eventsOf } from '../../transfer/read-log-file.js';
import { logLines } from '../../transfer/write-log-file.js';
import { hasLedger, KEY_FILE, ledgerKey, verifierKeyOf } from '../ledger-key.js';
import { readSignedCheck } from '../signed-check.js';
import { acceptLoss, changeKey } from '../start-origin.js';
import { prepareLedger } from '../transfer-ledger.js';

export const BOUND = { signingBound: 60, signingInterval: 10 } as const;

/** The process was killed. */
export class Killed extends Error {}
export type When = 'before' | 'after';

/**
 * A record that an earlier version was killed in: so many facts that its checkpoint covers, and so many that were recorded
 * after it, with `pause` ms between two.
 */
export type Earlier = Readonly<{ signed: number; unsigned: number; pause: number }>;

/** A log and its ledger as the service keeps them, with a clock that tests set, and kills at the points that matter. */
export class Life {
  private readonly root = mkdtempSync(join(tmpdir(), 'rapporteur-life-'));
  private folders = 0;
  private backups = 0;
  dataDir = this.newFolder();
  now = Date.parse('2025-10-27T09:00:00.000Z');
  /** Kills the process before or after the next append of this kind. */
  kill: Readonly<{ of: 'fact' | 'checkpoint' | 'origin'; when: When }> | undefined;
  /** Files that the start could not read, and why. */
  readonly unusable: string[] = [];
  private store!: EventStore;
  ledger!: Ledger;

  /** Makes the data folder of an earlier version, whose checkpoints are beside the log and not in it. */
  async beginEarlier({ signed, unsigned, pause }: Earlier): Promise<void> {
    const { dataDir } = this;
    const store = await openEventStore(logConfig(dataDir), 'owner');
    const record = async (at: number) => {
      const stream = `party-${randomUUID()}`;
      const recordedAt = new Date(at).toISOString() as Instant;
      await store.append(stream, [factOf(stream, recordedAt)], { expected: 'no-stream' });
    };
    for (let n = 0; n < signed; n += 1) await record((this.now += HOUR));
    const checked = await checkEntries(store);
    if (!('entries' in checked)) throw new Error('a log that nobody has altered does not hold');
    await prepareLedger(checked.entries, dataDir, NEW_LEDGER)();
    for (let n = 0; n < unsigned; n += 1) await record((this.now += pause));
    await store.close();
  }

  /** Opens log and ledger, and signs what was found. @throws LedgerBroken */
  async start(): Promise<void> {
    this.store = await openEventStore(logConfig(this.dataDir), 'owner');
    const { dataDir } = this;
    try {
      const isFirst = !hasLedger(undefined, dataDir);
      const key = ledgerKey(undefined, isFirst ? 'record.example.org/talks' : undefined, dataDir);
      const known = isFirst
        ? undefined
        : await readSignedCheck(dataDir, verifierKeyOf(key), this.store, this.onUnusable);
      const checked = await checkEntries(this.store, [], known);
      this.ledger = await Ledger.open(key, { dataDir, store: this.killing(), now: this.instant }, checked, {
        ...BOUND,
        isFirst,
      });
      await this.sign();
    } catch (error) {
      await this.store.close();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.sign();
    await this.store.close();
  }

  /** Ends without a word. */
  async die(): Promise<void> {
    await this.store.close();
  }

  /** What the timers do. A ledger that cannot be signed is no reason to stop. */
  async sign(): Promise<void> {
    try {
      if ((await this.ledger.sign()) !== undefined) {
        await this.hear();
        await this.ledger.sign();
      }
      await this.ledger.keepCheck(this.ledger.check);
    } catch (error) {
      if (error instanceof Killed) throw error;
    }
  }

  /** @returns whether it was recorded */
  async record(): Promise<boolean> {
    try {
      const { recordedAt, done } = await this.ledger.beginFact();
      await this.hear();
      const stream = `party-${randomUUID()}`;
      await this.killing().append(stream, [factOf(stream, recordedAt)], { expected: 'no-stream' });
      await this.hear();
      done();
      return true;
    } catch (error) {
      if (error instanceof LedgerNotSigned) return false;
      throw error;
    }
  }

  async changeKey(): Promise<void> {
    await this.stop();
    await this.startOrigin(changeKey, 'A backup was stolen.');
  }

  /** Of a stopped service. */
  acceptLoss(): Promise<void> {
    return this.startOrigin(acceptLoss, 'The disk failed.');
  }

  /** Moves the record of a stopped service into another data folder, as export and import do. */
  async move({ toNewLedger }: Readonly<{ toNewLedger: boolean }>): Promise<void> {
    const [from, to] = [this.dataDir, this.newFolder()];
    const file = join(to, 'record.ndjson');
    const source = await openEventStore(logConfig(from), 'reader');
    const lines: string[] = [];
    for await (const line of logLines(eventsIn(source))) lines.push(`${line}\n`);
    await source.close();
    writeFileSync(file, lines.join(''));
    if (!toNewLedger) cpSync(join(from, KEY_FILE), join(to, KEY_FILE));
    const { entries, findings } = await checkLogFile(createReadStream(file));
    if (findings.length > 0) throw new Error(`the file of an honest log does not hold: ${findings[0]!.because}`);
    const store = await openEventStore(logConfig(to), 'owner');
    const old = { ...NEW_LEDGER, from: join(from, LEDGER_FOLDER), isNew: false };
    await prepareLedger(entries, to, toNewLedger ? NEW_LEDGER : old)();
    const events: PlacedEvent[] = [];
    for await (const event of eventsOf(createReadStream(file), entries, 0)) events.push(event);
    await store.load(events);
    await store.close();
    this.dataDir = to;
  }

  /** Copies the log, while the service runs or not. */
  async backUp(): Promise<void> {
    this.backups += 1;
    await this.files.backup(this.dataDir, this.backupFile);
  }

  /** Replaces the log of a stopped service by the last backup, and keeps the ledger. @returns whether there was a backup */
  restore(): boolean {
    if (this.backups === 0) return false;
    const to = this.newFolder();
    this.files.restore(this.backupFile, to);
    for (const name of [LEDGER_FOLDER, KEY_FILE]) cpSync(join(this.dataDir, name), join(to, name), { recursive: true });
    this.dataDir = to;
    return true;
  }

  /** Takes the folder of the ledger away, and lets nobody make it again; or brings it back as it was. */
  hideLedger(): void {
    if (existsSync(this.aside)) return;
    renameSync(this.folder, this.aside);
    writeFileSync(this.folder, '');
  }
  returnLedger(): void {
    if (!existsSync(this.aside)) return;
    rmSync(this.folder);
    renameSync(this.aside, this.folder);
  }

  /** What another program appends while the service is stopped: a fact, or a checkpoint that another key has signed. */
  async forge(later: number, { ofStranger = false } = {}): Promise<void> {
    const store = await openEventStore(logConfig(this.dataDir), 'owner');
    const recordedAt = new Date(this.now + later).toISOString() as Instant;
    const stream = ofStranger ? checkpointStreamOf(this.ledger.origin) : `party-${randomUUID()}`;
    const [last] = await store.readStream(stream, { backwards: true, limit: 1 });
    const { sign } = parties(this.ledger.origin);
    const data = ofStranger ? canonicalJson({ note: sign([]) }) : '{}';
    const fact = factOf(stream, recordedAt, last === undefined ? 0 : last.revision + 1, data);
    await store.append(stream, [fact], { expected: last?.revision ?? 'no-stream' });
    await store.close();
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  private get files() {
    return engineOf(logConfig(this.dataDir).engine).files!;
  }
  private get backupFile(): string {
    return join(this.root, `backup-${this.backups}.db`);
  }

  private newFolder(): string {
    const folder = join(this.root, `data-${(this.folders += 1)}`);
    mkdirSync(folder);
    return folder;
  }

  private async startOrigin(start: typeof changeKey, reason: string): Promise<void> {
    const store = (this.store = await openEventStore(logConfig(this.dataDir), 'owner'));
    try {
      const recordedBy = { issuer: 'local', subject: 'ana', name: 'Ana' };
      await start(this.killing(), logConfig(this.dataDir), { reason, recordedBy, now: this.instant(), ...BOUND });
    } finally {
      await store.close();
    }
  }

  private get folder(): string {
    return join(this.dataDir, LEDGER_FOLDER);
  }
  private get aside(): string {
    return `${this.folder}.aside`;
  }

  private readonly onUnusable = (file: string, why: string) => void this.unusable.push(`${file}: ${why}`);

  private readonly instant = () => new Date(this.now).toISOString() as Instant;

  /** The ledger hears of every event in the log. */
  private async hear(): Promise<void> {
    let ordinal = 0;
    for await (const { events } of this.store.readAll()) for (const event of events) this.ledger.add(event, ordinal++);
  }

  private killing(): EventStore {
    const { store } = this;
    const append: EventStore['append'] = async (stream, events, options) => {
      const kill = this.kill?.of === kindOf(stream) ? this.kill : undefined;
      if (kill?.when === 'before') throw new Killed();
      const appended = await store.append(stream, events, options);
      if (kill?.when === 'after') throw new Killed();
      return appended;
    };
    return new Proxy(store, {
      get: (target, name) => {
        if (name === 'append') return append;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}

const HOUR = 3_600_000;
const NEW_LEDGER = { from: undefined, isNew: true, ledgerKey: undefined, ledgerOrigin: undefined } as const;

async function* eventsIn(store: EventStore) {
  for await (const { events } of store.readAll()) yield* events;
}

const kindOf = (stream: string) =>
  isCheckpointStream(stream) ? 'checkpoint' : stream.startsWith('ledger-') ? 'origin' : 'fact';

export const factOf = (stream: string, recordedAt: Instant, revision = 0, data = '{}'): NewEvent => {
  const event = {
    id: randomUUID(),
    stream,
    revision,
    type: 'PartyJoined',
    data,
    metadata: canonicalJson({ recordedAt }),
  };
  return { ...event, ...seal(event) };
};
