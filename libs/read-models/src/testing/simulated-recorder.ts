import { isCorrection } from '#domain/correction.js';
import { decide } from '#domain/decide.js';
import { isRefusal, type Message } from '#domain/decider.js';
import { deciders } from '#domain/deciders.js';
import { effective } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { refusalOfCorrection, recorded } from '#domain/testing.js';
import { about, type About } from './told-log.js';
import { type Entry, NEGOTIATION } from './random-history.js';

/** Records what the service would record, if it comes after everything that it refers to. */
class Clerk {
  readonly log: Entry[] = [];
  private readonly known = new Set<string>();
  private readonly histories = new Map<string, readonly Entry[]>();

  take(entry: Entry): boolean {
    if (!entry.after.every((name) => this.known.has(name))) return false;
    const before = this.histories.get(entry.id) ?? [];
    if (refuses(before, entry)) return false;
    this.histories.set(entry.id, [...before, entry]);
    this.known.add(entry.name).add(entry.id);
    this.log.push(entry);
    return true;
  }
}

/** Whether the record accepts a fact or a correction now, by the same rules as the service. */
const refuses = (before: readonly Entry[], entry: Entry): boolean => {
  const decider = deciders[entry.kind];
  const events = (entries: readonly Entry[]): readonly RecordedEvent[] =>
    recorded<Message>(
      decider,
      entries.map(({ telling }) => telling),
    ).map((event, i) => ({ ...event, id: entries[i]!.name as RecordedEvent['id'] }));
  const history = events(before);
  const past = effective(history);
  const event = events([...before, entry]).at(-1)!;
  if (isCorrection(event))
    return (
      refusalOfCorrection(decider, history, event) !== undefined ||
      (event.type === 'RecordCorrected' && past.existence === 'voided')
    );
  const type = Object.entries(decider.records).find(([, records]) => records === event.type)![0];
  return isRefusal(decide(decider, { type, data: event.data }, event.metadata, past));
};

/**
 * The resulting log if everything is recorded in this order, each entry as early as it is accepted. What is never
 * accepted is omitted.
 */
export const recordedInOrder = (entries: readonly Entry[]): readonly Entry[] => {
  const clerk = new Clerk();
  const waiting = [...entries];
  for (;;) {
    const next = waiting.findIndex((entry) => clerk.take(entry));
    if (next === -1) return clerk.log;
    waiting.splice(next, 1);
  }
};

/**
 * The same events in the order of their ranks. If a thing cannot be recorded in that order, its corrections wait for
 * everything before them in `log`; if that is not enough, all its facts do.
 */
export const recordedByRank = (log: readonly Entry[]): readonly Entry[] => {
  const kept = new Map<string, 'corrections' | 'everything'>();
  for (;;) {
    const told = new Map<string, readonly string[]>();
    const entries = log.map((entry): Entry => {
      const { id, name, after, telling } = entry;
      const before = told.get(id) ?? [];
      told.set(id, [...before, name]);
      const waits = kept.get(id) === 'everything' || (kept.has(id) && isCorrection(telling));
      return waits ? { ...entry, after: [...after, ...before] } : entry;
    });
    const other = recordedInOrder(entries.toSorted((a, b) => a.rank - b.rank));
    if (other.length === log.length) return other;
    const names = new Set(other.map(({ name }) => name));
    for (const id of new Set(log.filter(({ name }) => !names.has(name)).map((entry) => entry.id)))
      kept.set(id, kept.has(id) ? 'everything' : 'corrections');
  }
};

/** Event ids follow the order of the log, like those of the service. */
const idIn = (ordinal: number) => `019c0000-0000-7000-8000-${String(ordinal).padStart(12, '0')}`;

/** The log as a dossier, and a function that turns event ids into their names. */
export const dossierOf = (
  log: readonly Entry[],
): Readonly<{ dossier: readonly About[]; nameOf: (id: string) => string }> => {
  const ids = new Map(log.map(({ name }, ordinal) => [name, idIn(ordinal)]));
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  const byId = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value), (_, one: unknown) =>
      typeof one === 'string' ? (ids.get(one) ?? one) : one,
    ) as T;
  return {
    dossier: log.map(({ kind, id, name, telling }) =>
      about(kind, id, { ...byId(telling), id: ids.get(name)!, metadata: { negotiationId: NEGOTIATION } }),
    ),
    nameOf: (id) => names.get(id) ?? id,
  };
};
