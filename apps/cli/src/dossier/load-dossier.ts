import { deciders } from '#domain/deciders.js';
import { type Kind, streamOf } from '#domain/ids.js';
import type { Ladder } from '#domain/marking.js';
import { type Answer, type Api, type ProblemBody, ReadRefused } from '../api.js';
import type { Entry } from './check-dossier.js';
import { addressOf, withIds } from './dossier-schema.js';
import { idOf } from './entry-keys.js';
import { type Conflict, findConflict } from './find-conflict.js';
import {
  type ChangedEntry,
  type RemarkedEntry,
  type ReplacedEntry,
  compareWithRecord,
  type LaterChange,
  trailOf,
} from './compare-with-record.js';

/** The result of loading an entry. */
export type Outcome = Readonly<{ entry: Entry }> &
  (
    | Readonly<{ what: 'recorded' }>
    /** `kept`: what was corrected since, and stays. */
    | Readonly<{ what: 'already-there'; kept?: readonly LaterChange[] }>
    | Readonly<{ what: 'changed'; change: ChangedEntry; kept?: readonly LaterChange[] }>
    /** It was recorded as another fact about the same thing. */
    | Readonly<{ what: 'otherwise'; change: ReplacedEntry }>
    /** Its thing has another marking. */
    | Readonly<{ what: 'marked-otherwise'; change: RemarkedEntry; kept?: readonly LaterChange[] }>
    /** It was recorded about another thing, which the service does not name. `type`: what it would record now. */
    | Readonly<{ what: 'elsewhere'; negotiationId: string; type: string | undefined }>
    /** Somebody has corrected or marked the same since. `told`: the body that the entry would have sent. */
    | Readonly<{ what: 'overtaken'; by: Conflict; told: RequestBody }>
    | Readonly<{ what: 'refused'; problem: ProblemBody }>
    /** Not tried, because an entry that it needs was refused. */
    | Readonly<{ what: 'left-out'; because: string }>
  );

type RequestBody = Readonly<Record<string, unknown>>;
type Receipt = Readonly<{
  kind: Kind;
  id: string;
  negotiationId: string;
  revision: number;
  events: readonly Readonly<{ id: string }>[];
}>;
/** What an entry recorded: the thing, and the event. */
type RecordedEntry = Readonly<{ id: string; negotiationId: string; eventId: string }>;

const KEY_REUSED = 'idempotency-key-reused';
const RECORDED = 201;
const PRECONDITION_FAILED = 412;
const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

/** A batch has at most this many entries, and about this many characters. The service takes more. */
const [BATCH_ENTRIES, BATCH_CHARACTERS] = [500, 2_000_000] as const;

/** An entry as it is sent: as a request, or as a command of a batch. */
type Request = Readonly<{ path: string; body: RequestBody; idempotencyKey: string }>;
type Sendable = Readonly<{ entry: Entry; request: Request }>;
type BatchResult = Readonly<{ status: number; body: Receipt; replayed?: boolean }>;

/**
 * Records entries through the API in order. Records nothing twice. Entries are sent in batches that stop at the first one that is not
 * recorded, so each entry is sent only once what is before it is on record.
 */
export class Loader {
  private readonly known = new Map<string, RecordedEntry>();
  /** The ids of the things that the entries of a batch open, while it is put together and sent. */
  private readonly opening = new Map<string, string>();
  /** The events of each thing that the dossiers have recorded, by their revisions. */
  private readonly ownEvents = new Map<string, Map<number, string>>();
  private readonly missing = new Map<string, string>();
  /** The keys by the ids of what they recorded. */
  private readonly keys = new Map<string, string>();

  /** `ladder`: of the service. */
  constructor(
    private readonly api: Api,
    private readonly ladder: Ladder,
  ) {}

  /** Records the entry at this index, and as many after it as it can at once. @returns their outcomes, at least one */
  async load(entries: readonly Entry[], at: number): Promise<readonly Outcome[]> {
    const batch = this.sendableTogether(entries.slice(at, at + BATCH_ENTRIES));
    const recorded = batch.length > 1 ? await this.sendTogether(batch) : [];
    return recorded.length > 0 ? recorded : [await this.loadAlone(entries[at]!)];
  }

  /** The first of these entries, as long as what they send does not depend on the answer to one of them. */
  private sendableTogether(entries: readonly Entry[]): readonly Sendable[] {
    const batch: Sendable[] = [];
    let characters = 0;
    for (const entry of entries) {
      // What others have recorded meanwhile decides how such an entry is answered.
      if (entry.command.preconditioned || this.lackingFor(entry) !== undefined || !this.hasIds(entry)) break;
      const request = this.requestOf(entry);
      characters += JSON.stringify(request).length;
      if (batch.length > 0 && characters > BATCH_CHARACTERS) break;
      batch.push({ entry, request });
      if (entry.command.opens) this.opening.set(nameOf(entry.dossier, entry.key), idOf(entry, entry.key));
    }
    this.opening.clear();
    return batch;
  }

  /** Whether everything is known that the request of an entry names: the service chooses the ids of events and positions. */
  private hasIds(entry: Entry): boolean {
    const isKnown = (key: string) => this.known.has(nameOf(entry.dossier, key));
    const isOpening = (key: string) => this.opening.has(nameOf(entry.dossier, key));
    return (
      [entry.of, entry.in].every((key) => key === undefined || isKnown(key) || isOpening(key)) &&
      entry.references.every(({ key, target }) => isKnown(key) || (target.to !== 'event' && isOpening(key)))
    );
  }

  /** @returns the outcomes up to the first entry that was not recorded, that one excluded */
  private async sendTogether(batch: readonly Sendable[]): Promise<readonly Outcome[]> {
    const commands = batch.map(({ request }) => request);
    const answer = await this.api.post<readonly BatchResult[]>('/v1/batches', commands, { prefer: 'handling=strict' });
    if (!answer.ok) return [];
    const first = answer.body.findIndex(({ status }) => status !== RECORDED);
    return batch
      .slice(0, first < 0 ? batch.length : first)
      .map(({ entry }, n) => this.recorded(entry, answer.body[n]!.body, answer.body[n]!.replayed === true));
  }

  private async loadAlone(entry: Entry): Promise<Outcome> {
    const name = nameOf(entry.dossier, entry.key);
    const lacking = this.lackingFor(entry);
    if (lacking !== undefined) {
      this.missing.set(name, lacking);
      return { entry, what: 'left-out', because: `it needs "${lacking}", which is not on record` };
    }
    const outcome = await this.record(entry);
    if (!this.known.has(name)) this.missing.set(name, entry.key);
    return outcome;
  }

  private async record(entry: Entry): Promise<Outcome> {
    const { command, key } = entry;
    const own = idOf(entry, key);
    const { path, body: sent, idempotencyKey } = this.requestOf(entry);
    const body = this.bodyOf(entry);
    const owner = command.in === 'meeting' ? this.recordedAs(entry, entry.in!).id : undefined;
    const thing = entry.of === undefined ? undefined : this.recordedAs(entry, entry.of).id;
    const send = (seen: number) =>
      this.api.post<Receipt>(path, sent, {
        'idempotency-key': idempotencyKey,
        ...(command.preconditioned && { 'if-match': `"${seen}"` }),
      });
    const first = await send(this.expectedRevision(thing));
    const answer =
      thing !== undefined && first.status === PRECONDITION_FAILED
        ? await this.retryIfUnrelated(entry, thing, body, send)
        : first;
    if ('what' in answer) return answer;
    if (answer.ok) return this.recorded(entry, answer.body, answer.headers.get('idempotency-replayed') === 'true');
    const { problem } = answer;
    if (problem.code !== KEY_REUSED) return { entry, what: 'refused', problem: this.inKeys(explained(problem, entry)) };

    const negotiationId = command.name === 'OpenNegotiation' ? own : this.negotiationOf(entry);
    const type = deciders[command.kind].records[command.name];
    if (problem.recorded === undefined) return { entry, what: 'elsewhere', negotiationId, type };
    const { change, kept, ...before } = await compareWithRecord(this.api, problem.recorded, {
      type,
      negotiationId,
      fields: { ...body, ...this.fieldsInPath(entry), ...(owner !== undefined && { meetingId: owner }) },
      ladder: this.ladder,
    });
    this.noteRevision(before);
    if (change !== undefined && 'recordedAs' in change) return { entry, what: 'otherwise', change };
    this.remember(entry, before);
    const stays = kept && { kept };
    if (change === undefined) return { entry, what: 'already-there', ...stays };
    return 'marking' in change
      ? { entry, what: 'marked-otherwise', change, ...stays }
      : { entry, what: 'changed', change, ...stays };
  }

  private recorded(entry: Entry, { id, negotiationId, revision, events }: Receipt, replayed: boolean): Outcome {
    this.noteRevision({ id, revision, eventId: events[0]!.id });
    this.remember(entry, { id, negotiationId, eventId: events[0]!.id });
    return { entry, what: replayed ? 'already-there' : 'recorded' };
  }

  /** An entry that this one needs, and that is not on record. */
  private lackingFor(entry: Entry): string | undefined {
    return needs(entry).find((key) => this.missing.has(nameOf(entry.dossier, key)));
  }

  private requestOf(entry: Entry): Request {
    const own = idOf(entry, entry.key);
    return {
      path: addressOf(entry.command, this.pathParameters(entry)),
      body: { ...(entry.command.opens && { id: own }), ...this.bodyOf(entry) },
      idempotencyKey: `"${own}"`,
    };
  }

  /**
   * Others have recorded on the thing that an entry corrects or marks. Retries if none of that is about the same event: it
   * would not have changed the decision.
   */
  private async retryIfUnrelated(
    entry: Entry,
    thing: string,
    body: RequestBody,
    send: (seen: number) => Promise<Answer<Receipt>>,
  ): Promise<Answer<Receipt> | Outcome> {
    try {
      const history = await trailOf(this.api, streamOf(entry.command.kind, thing));
      const by = findConflict(
        history,
        new Set(this.ownEvents.get(thing)?.values()),
        body['eventId'] as string | undefined,
      );
      return by === undefined ? await send(history.at(-1)!.revision) : { entry, what: 'overtaken', by, told: body };
    } catch (error) {
      if (!(error instanceof ReadRefused)) throw error;
      const { problem } = error;
      const detail = `Somebody has recorded on this ${entry.command.kind} since, but you may not read the trail: ${problem.detail} Load as somebody who may read the trail.`;
      return { entry, what: 'refused', problem: { ...problem, detail } };
    }
  }

  /** The last revision up to which the dossiers themselves have recorded everything of a thing. */
  private expectedRevision(thing: string | undefined): number {
    const own = this.ownEvents.get(thing ?? '');
    let seen = 0;
    while (own?.has(seen + 1)) seen++;
    return seen;
  }

  private noteRevision({ id, revision, eventId }: Readonly<{ id: string; revision: number; eventId: string }>) {
    this.ownEvents.set(id, (this.ownEvents.get(id) ?? new Map<number, string>()).set(revision, eventId));
  }

  private remember(entry: Entry, { id, negotiationId, eventId }: RecordedEntry) {
    this.known.set(nameOf(entry.dossier, entry.key), { id, negotiationId, eventId });
    if (entry.command.opens) this.keys.set(id, entry.key);
    this.keys.set(eventId, entry.key);
  }

  /** Replaces ids in a problem by the keys of the dossier. */
  private inKeys(problem: ProblemBody): ProblemBody {
    const said = <T extends Readonly<{ detail: string }>>(one: T): T => ({
      ...one,
      detail: one.detail.replaceAll(UUID, (id) => (this.keys.has(id) ? `"${this.keys.get(id)!}"` : id)),
    });
    return { ...said(problem), ...(problem.errors && { errors: problem.errors.map(said) }) };
  }

  /** The id of the thing of an entry. */
  private thingOf(entry: Entry, key: string): string {
    return this.opening.get(nameOf(entry.dossier, key)) ?? this.recordedAs(entry, key).id;
  }

  private recordedAs({ dossier }: Entry, key: string): RecordedEntry {
    const known = this.known.get(nameOf(dossier, key));
    if (known === undefined) throw new Error(`the key ${key} was checked, and is not known`);
    return known;
  }

  private negotiationOf(entry: Entry): string {
    const [key = entry.key] = [entry.of, entry.in].filter((one) => one !== undefined);
    return this.recordedAs(entry, key).negotiationId;
  }

  /** The path parameters: ids of things, and fields of the fact. */
  private pathParameters(entry: Entry): Readonly<Record<string, string>> {
    const { of, in: owner, command } = entry;
    return {
      ...this.fieldsInPath(entry),
      ...(of !== undefined && { id: this.thingOf(entry, of) }),
      ...(owner !== undefined && { [`${command.in}Id`]: this.thingOf(entry, owner) }),
    };
  }

  private fieldsInPath({ command, fields }: Entry): Readonly<Record<string, string>> {
    return Object.fromEntries(command.inPath.map((name) => [name, String(fields[name])]));
  }

  /** The body of the request: with ids instead of keys, without path parameters. */
  private bodyOf(entry: Entry): RequestBody {
    const ids = new Map(
      entry.references.map(({ path, key, target }) => {
        const id = target.to === 'event' ? this.recordedAs(entry, key).eventId : this.thingOf(entry, key);
        return [path.map((step) => `/${step}`).join(''), id];
      }),
    );
    const fields = Object.entries(entry.fields).filter(([name]) => !entry.command.inPath.includes(name));
    return withIds(Object.fromEntries(fields), ids) as RequestBody;
  }
}

/**
 * Idempotency keys depend on the recorder: a thing that another recorder has loaded conflicts. Its id is made from its key, so there is no
 * field to point to.
 */
const explained = (problem: ProblemBody, { command }: Entry): ProblemBody => {
  if (!command.opens || problem.code !== `${command.kind}-already-recorded`) return problem;
  const { errors: _, detail, ...rest } = problem;
  const hint = 'It may have been loaded by another recorder (RECORDER_NAME): load it as that recorder.';
  return { ...rest, detail: `${detail} ${hint}` };
};

const nameOf = (dossier: string, key: string) => JSON.stringify([dossier, key]);
const needs = ({ of, in: owner, references }: Entry): readonly string[] =>
  [of, owner, ...references.map(({ key }) => key)].filter((key) => key !== undefined);
