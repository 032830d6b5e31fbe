import type { ProblemDocument } from '../../types/types.gen.js';
import type { Command } from './commands.js';
import type { Entry, Taken } from './entry.js';
import type { Result } from './faults.js';

/** A command that waits to be sent. Its key makes sending it again harmless. */
export type Outgoing = Command & Readonly<{ key: string }>;

/** What was recorded on the page: it waits, is on record, or was refused. */
export type Row = Readonly<{
  id: string;
  negotiationId: string;
  entry: Entry;
  /** What it says, in one line. */
  line: string;
  commands: readonly Outgoing[];
  keptAt: string;
  state: 'waiting' | 'recorded' | 'refused';
  /** When it was recorded or refused. */
  settledAt?: string;
  /** The keys of the commands that are on record. */
  done: readonly string[];
  /** The event that it is on record as. */
  eventId?: string;
  /** What the service refused, as it answered. */
  refusal?: readonly Result[];
}>;

/** The ids of things that a row makes. */
const madeBy = ({ commands }: Row): readonly string[] =>
  commands.flatMap(({ body }) => (typeof body['id'] === 'string' ? [body['id']] : []));

/** The row that has to be on record before this one: it makes something that this one names. */
export const heldBy = (row: Row, rows: readonly Row[]): Row | undefined => {
  const text = JSON.stringify(row.commands);
  return rows.find(
    (other) => other.id !== row.id && other.state !== 'recorded' && madeBy(other).some((id) => text.includes(id)),
  );
};

/** The next row to be sent: the one that waits longest and for no other. */
export const nextToSend = (rows: readonly Row[]): Row | undefined =>
  rows
    .filter(({ state }) => state === 'waiting')
    .toSorted((one, other) => (one.keptAt < other.keptAt ? -1 : 1))
    .find((row) => heldBy(row, rows) === undefined);

/** The service is busy, or could not reach its log: what is sent again later may be recorded. */
const isLater = ({ status, body }: Result): boolean =>
  status === 503 || status === 429 || codeOf(body) === 'too-many-writers';

/** How long something stays in the outbox once it is on record. */
const SHOWN_MS = 60 * 60_000;
export const isOver = ({ state, settledAt }: Row, now: Date): boolean =>
  state === 'recorded' && now.getTime() - Date.parse(settledAt!) > SHOWN_MS;

/** A row after the service has answered. */
export const answered = (row: Row, results: readonly Result[], at: string): Row => {
  const done = row.commands.filter((_, n) => results[n]!.status < 400).map(({ key }) => key);
  const all = [...new Set([...row.done, ...done])];
  if (done.length === row.commands.length) {
    const main = results.at(-1)!.body as Readonly<{ events?: readonly Readonly<{ id: string }>[] }>;
    const eventId = main.events?.[0]?.id;
    return { ...row, done: all, state: 'recorded', settledAt: at, ...(eventId !== undefined && { eventId }) };
  }
  const refused = results.filter(({ status, body }) => status >= 400 && codeOf(body) !== 'not-tried');
  if (refused.length === 0 || refused.some(isLater)) return { ...row, done: all };
  return { ...row, done: all, state: 'refused', settledAt: at, refusal: results };
};
const codeOf = (body: unknown): string => (body as Partial<ProblemDocument>).code ?? '';

/** The entry of a refused row, to be put right: what is on record of it is not recorded again. */
export const entryAgain = ({ entry, commands, done }: Row): Entry => {
  const recorded = commands.filter(({ key }) => done.includes(key));
  const ids = new Set(recorded.map(({ body }) => body['id']));
  const proposal = recorded.find(({ role }) => role === 'proposal');
  const known = ({ isNew, ...one }: Taken): Taken => (isNew && !ids.has(one.id) ? { ...one, isNew } : one);
  return {
    ...entry,
    who: entry.who.map(known),
    ...(proposal && {
      sameAs: {
        eventId: '',
        thingId: String(proposal.body['id']),
        type: 'MeetingProposed',
        title: String(proposal.body['title']),
        isOwn: true,
        level: (proposal.body['marking'] as Readonly<{ level: string }> | undefined)?.level,
      },
    }),
  };
};

/** Names that rows of a negotiation make, and that lists may not have yet. */
export const namesMade = (rows: readonly Row[], negotiationId: string): readonly Taken[] =>
  rows
    .filter((row) => row.negotiationId === negotiationId)
    .flatMap(({ entry }) => entry.who.filter(({ isNew }) => isNew).map(({ isNew: _, ...name }) => name));
