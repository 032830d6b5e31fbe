import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Metadata } from '#domain/envelope.js';
import { thingOf } from '#domain/ids.js';
import type { Clearance, Ladder } from '#domain/marking.js';
import type { LogConfig } from '#event-store/engine.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { messageOf } from '#read-models/projection/error-message.js';
import type { LogIndex } from '#read-models/log-index/log-index.js';
import { Projector } from '#read-models/projector/projector.js';
import { makeFolder } from '#storage/durable.js';
import type { Log } from '#read-models/projector/worker-messages.js';
import { Replayer } from '#read-models/replay/replayer.js';
import { beingPrepared } from './being-prepared.js';
import { Markings } from './markings.js';
import { patiently } from '../log/patiently.js';
import { Replays } from './replays.js';
import type { TamperAlarm } from '../log/tamper-alarm.js';
import { Views } from '../log/views.js';

export const SIGHTS_FOLDER = 'sights';

/** The read models of all that one clearance may see. Without a clearance they are of the whole log. */
export type Sight = Readonly<{
  clearance: Clearance | undefined;
  projector: Projector;
  views: Views;
  replays: Replays;
}>;

type Options = LogConfig &
  Readonly<{
    ladder: Ladder;
    index: LogIndex;
    alarm: TamperAlarm;
    /** How many clearances have views at a time, besides those of the whole log. */
    most: number;
    /** For the moments of the past that each sight keeps: bytes. */
    replayMemory: number;
    log: Log;
    /** How often they are compared with the log: ms. */
    checkEveryMs: number;
    /** After how long without a reader a sight goes: ms. */
    idleMs?: number;
  }>;

type Kept = { readonly opening: Promise<Sight>; sight: Sight | undefined; readers: number; usedAt: number };

const IDLE_MS = 600_000;
/** How long a reader waits for views that are begun for them. The work goes on. */
const OPENING_MS = 10_000;

/**
 * The views by clearance. Those of the whole log are always there; any other is made when somebody with that clearance
 * first asks, follows the log like the first, and goes when nobody asks any more. Nothing of it survives a restart.
 */
export class Sights {
  readonly markings = new Markings();
  private readonly kept = new Map<string, Kept>();
  private readonly folder: string;
  private readonly looking: NodeJS.Timeout;
  private readonly leaving = new Set<Promise<void>>();
  private made = 0;
  private closed = false;

  constructor(
    private readonly whole: Sight,
    private readonly options: Options,
  ) {
    this.folder = join(options.dataDir, SIGHTS_FOLDER);
    rmSync(this.folder, { recursive: true, force: true });
    const { idleMs = IDLE_MS } = options;
    this.looking = setInterval(() => this.dropIdle(idleMs), Math.min(idleMs, 60_000)).unref();
  }

  /** The last event that marks a thing. */
  get marked(): number {
    return this.markings.last;
  }

  /** How many clearances have views now. */
  get size(): number {
    return this.kept.size;
  }

  /** How many events the slowest of them does not have yet. */
  behind(head: number): number {
    const reached = [...this.kept.values()].map(({ sight }) => sight?.projector.projected ?? -1);
    return head - Math.min(head, ...reached);
  }

  /** Called at each such event, before whoever recorded it is answered. */
  hearMarking({ stream, metadata }: Pick<StoredEvent, 'stream' | 'metadata'>, ordinal: number): void {
    const { negotiationId } = JSON.parse(metadata) as Metadata;
    const marked = { negotiationId, kind: thingOf(stream).kind };
    this.markings.hear(marked, ordinal);
    for (const { sight } of this.kept.values()) sight?.replays.forget(marked);
  }

  /** Works with the views of a clearance, which stay at least as long. @throws Problem 503 while they are being made */
  async use<T>(clearance: Clearance | undefined, work: (sight: Sight) => Promise<T>): Promise<T> {
    const { sight, release } = await this.hold(clearance);
    try {
      return await work(sight);
    } finally {
      release();
    }
  }

  /** The views of a clearance, which stay until they are released. @throws Problem 503 while they are being made */
  async hold(clearance: Clearance | undefined): Promise<Readonly<{ sight: Sight; release: () => void }>> {
    if (clearance === undefined) return { sight: this.whole, release: () => {} };
    const kept = this.keep(clearance);
    kept.readers++;
    const release = () => {
      kept.readers--;
      kept.usedAt = performance.now();
    };
    try {
      return { sight: kept.sight ?? (await opened(kept.opening)), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.looking);
    for (const key of this.kept.keys()) this.drop(key);
    await Promise.all(this.leaving);
  }

  private keep(clearance: Clearance): Kept {
    const key = nameOf(clearance);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    if (this.closed) throw beingPrepared();
    if (this.kept.size >= this.options.most) this.makeRoom();
    const kept: Kept = {
      opening: this.open(clearance, () => this.drop(key)),
      sight: undefined,
      readers: 0,
      usedAt: performance.now(),
    };
    this.kept.set(key, kept);
    kept.opening.then(
      (sight) => (kept.sight = sight),
      (error: unknown) => {
        this.options.log('error', 'The views of a clearance cannot be made', { error: messageOf(error) });
        if (this.kept.get(key) === kept) this.kept.delete(key);
      },
    );
    return kept;
  }

  private makeRoom(): void {
    const idle = [...this.kept].filter(([, { readers, sight }]) => readers === 0 && sight !== undefined);
    const [oldest] = idle.sort(([, a], [, b]) => a.usedAt - b.usedAt);
    if (oldest === undefined) throw beingPrepared();
    this.drop(oldest[0]);
  }

  private async open(clearance: Clearance, onFailure: () => void): Promise<Sight> {
    const { dataDir, engine, ladder, index, alarm, log, replayMemory, checkEveryMs } = this.options;
    const viewsDir = join(this.folder, String(this.made++));
    makeFolder(viewsDir);
    const views = new Views(viewsDir);
    const projector = await Projector.start({
      dataDir,
      engine,
      viewsDir,
      sight: { clearance, ladder },
      log,
      checkEveryMs,
      onFailure,
      onReplaced: () => views.close(),
    });
    const replays = new Replays(index, clearance, new Replayer({ dataDir, engine }), replayMemory, log, alarm);
    return { clearance, projector, views, replays };
  }

  private dropIdle(idleMs: number): void {
    const since = performance.now() - idleMs;
    for (const [key, { readers, usedAt, sight }] of this.kept)
      if (readers === 0 && usedAt < since && sight !== undefined) this.drop(key);
  }

  private drop(key: string): void {
    const kept = this.kept.get(key);
    if (kept === undefined) return;
    this.kept.delete(key);
    const left = this.leave(kept.opening).catch((error: unknown) =>
      this.options.log('error', 'The views of a clearance cannot be closed', { error: messageOf(error) }),
    );
    this.leaving.add(left);
    void left.finally(() => this.leaving.delete(left));
  }

  private async leave(opening: Promise<Sight>): Promise<void> {
    const sight = await opening.catch(() => undefined); // told where it was opened
    if (sight === undefined) return;
    await sight.replays.close();
    await sight.projector.stop();
    sight.views.close();
    rmSync(sight.views.folder, { recursive: true, force: true });
  }
}

const opened = async (opening: Promise<Sight>): Promise<Sight> => {
  const found = await patiently(opening, OPENING_MS).catch(() => undefined); // told where it was opened
  if (found === undefined) throw beingPrepared();
  return found.value;
};

/** Two clearances that see the same have the same views. */
const nameOf = ({ level, compartments }: Clearance): string =>
  JSON.stringify([level, ...[...new Set(compartments)].sort()]);
