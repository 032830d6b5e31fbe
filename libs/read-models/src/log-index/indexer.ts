import type Database from 'better-sqlite3';
import { accessIn, isAccessType } from '#domain/access.js';
import { isCorrection } from '#domain/correction.js';
import { identityIn } from '#domain/identity.js';
import { type Stream, streamOf, thingOf } from '#domain/ids.js';
import { type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { isMarking, isMarkingType, markingIn } from '#domain/record-marked.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { matchesEntry } from '#ledger/entry.js';
import { leavesOf } from '#ledger/leaves.js';
import { FIRST_TIME, placeTime } from '#ledger/place-time.js';
import { alteredEvent } from '#ledger/storage/altered-event.js';
import type { AlteredEvent } from '#ledger/storage/checked-log.js';
import { isCheckpointStream } from '#ledger/checkpoint-name.js';
import { BLOCK_ROW, type BlockRow, BlockWriter } from '../models/trail/blocks.js';
import { TRAIL_COLUMNS, trailRow } from '../models/trail/trail.js';
import type { LoggedEvent } from '../projection/read-model.js';

/** An event that does not match its entry. */
export class EventAltered extends Error {
  constructor(readonly event: AlteredEvent) {
    super(`event ${event.ordinal} does not match its entry`);
    this.name = EventAltered.name;
  }
}

type Labels = Readonly<{ negotiation: string; thing: string }>;

/** Fills the index of the log, event by event, from the first one. */
export class Indexer {
  private count = 0;
  private placeTime = FIRST_TIME;
  private readonly labels = new Map<string, number>();
  private readonly blocks: BlockWriter;
  private readonly sql;

  constructor(
    private readonly db: Database.Database,
    private readonly ladder: Ladder,
    eventsInBlock?: number,
  ) {
    this.blocks = new BlockWriter(db, eventsInBlock);
    const columns = [...TRAIL_COLUMNS, 'label', 'entry', 'placeTime', 'identity', 'position'];
    this.sql = {
      insert: db.prepare(
        `INSERT INTO main.trail (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
      ),
      label: db.prepare('INSERT INTO labels (id, negotiation, thing) VALUES (?, ?, ?)'),
      labelsOf: db.prepare<[string], Labels>(
        'SELECT negotiation, thing FROM labels WHERE id = (SELECT label FROM main.trail WHERE stream = ? LIMIT 1)',
      ),
      labelsIn: db.prepare<[string], Labels & { id: number }>(
        'SELECT * FROM labels WHERE id IN (SELECT DISTINCT label FROM main.trail WHERE negotiationId = ?)',
      ),
      remarking: db.prepare('INSERT INTO remarkings VALUES (?, ?, ?, ?, ?, ?)'),
      had: db
        .prepare<[string, string], number>(
          'SELECT has FROM accesses WHERE person = ? AND negotiationId = ? ORDER BY ordinal DESC LIMIT 1',
        )
        .pluck(),
      access: db.prepare('INSERT INTO accesses VALUES (?, ?, ?, ?, ?, ?, ?)'),
      relabelThing: db.prepare<[number, string], BlockRow>(
        `UPDATE main.trail SET label = ? WHERE stream = ? RETURNING ${BLOCK_ROW}`,
      ),
      relabelAll: db.prepare<[number, string, number], BlockRow>(
        `UPDATE main.trail SET label = ? WHERE negotiationId = ? AND label = ? RETURNING ${BLOCK_ROW}`,
      ),
    };
  }

  /** How many events the index has. */
  get size(): number {
    return this.count;
  }

  /**
   * Adds the next events in one transaction.
   * @returns the hashes of their leaves in the ledger, 32 bytes each
   * @throws EventAltered if one does not match its entry; then none is added
   */
  add(events: readonly StoredEvent[]): Uint8Array {
    const before = { count: this.count, placeTime: this.placeTime };
    try {
      this.db.transaction(() => {
        for (const event of events) this.insert(event);
      })();
    } catch (error) {
      this.labels.clear();
      for (const { id, ...labels } of this.db.prepare<[], Labels & { id: number }>('SELECT * FROM labels').all())
        this.labels.set(JSON.stringify(labels), id);
      this.count = before.count;
      this.placeTime = before.placeTime;
      throw error;
    }
    return leavesOf(events);
  }

  private insert(stored: StoredEvent): void {
    const ordinal = this.count;
    if (!matchesEntry(stored)) throw new EventAltered(alteredEvent(stored, ordinal));
    const event = parsed(stored, ordinal);
    this.placeTime = placeTime(this.placeTime, event.metadata.recordedAt);
    const entry = Buffer.from(stored.entry, 'hex');
    const label = this.labelOf(event);
    const identity = identityIn(stored) ?? null;
    const { position } = stored;
    this.sql.insert.run({ ...trailRow(event), label, entry, placeTime: this.placeTime, identity, position });
    if (isMarking(event)) {
      this.blocks.relabel(this.relabel(event));
      this.noteMarking(event, label);
    }
    this.noteAccess(stored, event, label);
    this.count += 1;
    this.blocks.grow(this.count);
  }

  /** By the markings that were recorded before; a later marking moves all rows of its thing. */
  private labelOf(event: LoggedEvent): number {
    const { stream, revision, metadata } = event;
    const known = revision === 0 ? undefined : this.sql.labelsOf.get(stream);
    if (known !== undefined) return this.idOf(known);
    // Checkpoints count all events, also those that a reader may not see.
    if (isCheckpointStream(stream)) return this.idOf({ negotiation: '', thing: '' });
    const { kind } = thingOf(stream);
    const thing = textOf(markingIn(event) ?? unmarked(this.ladder));
    if (kind === 'negotiation') return this.idOf({ negotiation: thing, thing });
    const { thing: negotiation } = this.sql.labelsOf.get(streamOf('negotiation', metadata.negotiationId)) ?? {
      thing: textOf(unmarked(this.ladder)),
    };
    return this.idOf({ negotiation, thing });
  }

  /** @returns the rows that have got another label */
  private relabel({
    stream,
    metadata: { negotiationId },
    data,
  }: LoggedEvent & { data: { marking: Marking } }): readonly BlockRow[] {
    const marking = textOf(data.marking);
    const { negotiation } = this.sql.labelsOf.get(stream)!;
    if (thingOf(stream).kind !== 'negotiation')
      return this.sql.relabelThing.all(this.idOf({ negotiation, thing: marking }), stream);
    return [
      ...this.sql.labelsIn
        .all(negotiationId)
        .flatMap(({ id, thing }) =>
          this.sql.relabelAll.all(this.idOf({ negotiation: marking, thing }), negotiationId, id),
        ),
      ...this.sql.relabelThing.all(this.idOf({ negotiation: marking, thing: marking }), stream),
    ];
  }

  /** `before`: the label of its thing until this event. */
  private noteMarking({ ordinal, stream, metadata: { negotiationId, recordedAt } }: LoggedEvent, before: number): void {
    const after = this.idOf(this.sql.labelsOf.get(stream)!);
    const { kind } = thingOf(stream);
    this.sql.remarking.run(ordinal, negotiationId, kind, recordedAt, before, after);
  }

  /** `label`: of a negotiation that is opened, or of a grant, which has that of its negotiation. */
  private noteAccess(stored: StoredEvent, { ordinal, metadata }: LoggedEvent, label: number): void {
    if (!isAccessType(stored.type)) return;
    const { negotiationId, recordedAt } = metadata;
    const { person, status } = accessIn(stored);
    const had = this.sql.had.get(person, negotiationId) ?? 0;
    const has = status === 'revoked' ? 0 : 1;
    this.sql.access.run(ordinal, negotiationId, person, had, has, recordedAt, label);
  }

  private idOf({ negotiation, thing }: Labels): number {
    const key = JSON.stringify({ negotiation, thing });
    const known = this.labels.get(key);
    if (known !== undefined) return known;
    const id = this.labels.size;
    this.sql.label.run(id, negotiation, thing);
    this.labels.set(key, id);
    return id;
  }
}

/** The markings that decide who may read a thing. */
const textOf = ({ level, compartments = [] }: Marking): string =>
  JSON.stringify({ level, compartments: compartments.toSorted() });

/** As it was recorded: the trail also has events of a later version. Only corrections and markings are interpreted. */
const parsed = ({ data, metadata, ...event }: StoredEvent, ordinal: number): LoggedEvent =>
  ({
    ...event,
    stream: event.stream as Stream,
    ordinal,
    data: isCorrection(event) || isMarkingType(event.type) ? (JSON.parse(data) as unknown) : undefined,
    metadata: JSON.parse(metadata) as unknown,
  }) as unknown as LoggedEvent;
