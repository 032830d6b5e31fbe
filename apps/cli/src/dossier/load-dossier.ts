import { deciders } from '#domain/deciders.js';
import type { Kind } from '#domain/ids.js';
import type { Api, ProblemBody } from '../api.js';
import type { Entry } from './check-dossier.js';
import { addressOf, withIds } from './dossier-schema.js';
import { idOf } from './keys.js';
import { type Changed, type Marked, type Otherwise, recordedBefore } from './recorded-before.js';

/** What became of an entry. */
export type Outcome = Readonly<{ entry: Entry }> &
  (
    | Readonly<{ what: 'recorded' | 'already-there' }>
    | Readonly<{ what: 'changed'; change: Changed }>
    /** It was recorded as another fact on the same thing. */
    | Readonly<{ what: 'otherwise'; change: Otherwise }>
    /** Its thing is marked otherwise. */
    | Readonly<{ what: 'marked-otherwise'; change: Marked }>
    /** It was recorded on another thing, which the service does not name. `type`: what it would record now. */
    | Readonly<{ what: 'elsewhere'; negotiationId: string; type: string | undefined }>
    | Readonly<{ what: 'refused'; problem: ProblemBody }>
    /** Not tried, since an entry that it needs was refused. */
    | Readonly<{ what: 'left-out'; because: string }>
  );

type Receipt = Readonly<{
  kind: Kind;
  id: string;
  negotiationId: string;
  revision: number;
  events: readonly Readonly<{ id: string }>[];
}>;
/** What an entry recorded: the thing, and the event. */
type Known = Readonly<{ id: string; negotiationId: string; eventId: string }>;

const REUSED = 'idempotency-key-reused';

/** Records entries through the API, one by one and in order; what was recorded before is not recorded again. */
export class Loader {
  private readonly known = new Map<string, Known>();
  /** The latest revision of each thing that this load has seen, for If-Match. */
  private readonly revisions = new Map<string, number>();
  private readonly missing = new Map<string, string>();

  constructor(private readonly api: Api) {}

  async load(entry: Entry): Promise<Outcome> {
    const name = nameOf(entry.dossier, entry.key);
    const lacking = needs(entry).find((key) => this.missing.has(nameOf(entry.dossier, key)));
    if (lacking !== undefined) {
      this.missing.set(name, lacking);
      return { entry, what: 'left-out', because: `it needs "${lacking}", which is not on record` };
    }
    const outcome = await this.record(entry);
    if (!this.known.has(name)) this.missing.set(name, entry.key);
    return outcome;
  }

  private async record(entry: Entry): Promise<Outcome> {
    const { command, dossier, key } = entry;
    const own = idOf(dossier, key);
    const address = addressOf(command, this.addressed(entry));
    const told = this.bodyOf(entry);
    const owner = command.in === 'meeting' ? this.knownAs(entry, entry.in!).id : undefined;
    const thing = entry.of === undefined ? undefined : this.knownAs(entry, entry.of).id;
    const answer = await this.api.post<Receipt>(
      address,
      { ...(command.opens && { id: own }), ...told },
      {
        'idempotency-key': `"${own}"`,
        ...(command.preconditioned && { 'if-match': `"${this.revisions.get(thing ?? '') ?? 0}"` }),
      },
    );
    if (answer.ok) {
      const { id, negotiationId, revision, events } = answer.body;
      this.remember(entry, { id, negotiationId, eventId: events[0]!.id }, revision);
      return { entry, what: answer.headers.get('idempotency-replayed') === 'true' ? 'already-there' : 'recorded' };
    }
    const { problem } = answer;
    if (problem.code !== REUSED) return { entry, what: 'refused', problem: explained(problem, entry) };

    const negotiationId = command.name === 'OpenNegotiation' ? own : this.negotiationOf(entry);
    const type = deciders[command.kind].records[command.name];
    if (problem.recorded === undefined) return { entry, what: 'elsewhere', negotiationId, type };
    const { change, ...before } = await recordedBefore(this.api, problem.recorded, {
      type,
      negotiationId,
      told: { ...told, ...this.inPathOf(entry), ...(owner !== undefined && { meetingId: owner }) },
    });
    if (change !== undefined && 'recordedAs' in change) return { entry, what: 'otherwise', change };
    this.remember(entry, before, before.revision);
    if (change === undefined) return { entry, what: 'already-there' };
    return 'marking' in change ? { entry, what: 'marked-otherwise', change } : { entry, what: 'changed', change };
  }

  private remember(entry: Entry, { id, negotiationId, eventId }: Known, revision: number) {
    this.known.set(nameOf(entry.dossier, entry.key), { id, negotiationId, eventId });
    this.revisions.set(id, Math.max(revision, this.revisions.get(id) ?? 0));
  }

  private knownAs({ dossier }: Entry, key: string): Known {
    const known = this.known.get(nameOf(dossier, key));
    if (known === undefined) throw new Error(`the key ${key} was checked, and is not known`);
    return known;
  }

  private negotiationOf(entry: Entry): string {
    const [key = entry.key] = [entry.of, entry.in].filter((one) => one !== undefined);
    return this.knownAs(entry, key).negotiationId;
  }

  /** What stands in the address: ids of things, and fields of the fact. */
  private addressed(entry: Entry): Readonly<Record<string, string>> {
    const { of, in: owner, command } = entry;
    return {
      ...this.inPathOf(entry),
      ...(of !== undefined && { id: this.knownAs(entry, of).id }),
      ...(owner !== undefined && { [`${command.in}Id`]: this.knownAs(entry, owner).id }),
    };
  }

  private inPathOf({ command, fields }: Entry): Readonly<Record<string, string>> {
    return Object.fromEntries(command.inPath.map((name) => [name, String(fields[name])]));
  }

  /** The body of the request: ids in the place of keys, without what stands in the address. */
  private bodyOf(entry: Entry): Readonly<Record<string, unknown>> {
    const ids = new Map(
      entry.references.map(({ path, key, target }) => {
        const { id, eventId } = this.knownAs(entry, key);
        return [path.map((step) => `/${step}`).join(''), target.to === 'event' ? eventId : id];
      }),
    );
    const fields = Object.entries(entry.fields).filter(([name]) => !entry.command.inPath.includes(name));
    return withIds(Object.fromEntries(fields), ids) as Readonly<Record<string, unknown>>;
  }
}

/** Keys go by who records: what somebody else has loaded is there, and is not ours to load again. */
const explained = (problem: ProblemBody, { command }: Entry): ProblemBody =>
  command.opens && problem.code === `${command.kind}-already-recorded`
    ? {
        ...problem,
        detail: `${problem.detail} It may have been loaded by another recorder (RECORDER_NAME): load it as that one.`,
      }
    : problem;

const nameOf = (dossier: string, key: string) => JSON.stringify([dossier, key]);
const needs = ({ of, in: owner, references }: Entry): readonly string[] =>
  [of, owner, ...references.map(({ key }) => key)].filter((key) => key !== undefined);
