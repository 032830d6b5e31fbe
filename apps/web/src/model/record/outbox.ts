import type { ProblemDocument } from '../../types/types.gen.js';
import type { Command } from './commands.js';
import { emptyEntry, type Entry, type Taken } from './entry.js';
import type { Result } from './faults.js';
import { levelOf } from './shown.js';

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
  /** `recalled`: taken back before it was sent, to be put right. */
  state: 'waiting' | 'recorded' | 'refused' | 'recalled';
  /** It has been given to the service at least once: what became of it is known by its answer alone. */
  isSent?: true;
  /** When it was recorded or refused. */
  settledAt?: string;
  /** The keys of the commands that are on record. */
  done: readonly string[];
  /** The event that it is on record as. */
  eventId?: string;
  /** What the service refused, as it answered. */
  refusal?: readonly Result[];
  /** Why it waits on although there is a line, as the service said it, or ''. Unless it refused who sent it, nobody knows what became of it. */
  trouble?: string;
  /** The service refused it for who sent it. */
  isForbidden?: true;
}>;

/** An entry that is not finished, with the id that a new meeting gets. `replaces`: the refused row that it puts right. */
export type Draft = Readonly<{
  entry: Entry;
  meetingId: string;
  replaces?: Pick<Row, 'id' | 'keptAt'>;
  /** When it was written down. */
  at?: number;
}>;

/** The name of a draft in the box of somebody else: the same one each time that it is moved, and another one once it was written again. */
export const movedName = (name: string, { at = 0 }: Pick<Draft, 'at'>): string => `${name}-${at}`;

/** The ids of things that a row still has to make. */
const madeBy = ({ commands, done }: Row): readonly string[] =>
  commands.flatMap(({ body, key }) => (typeof body['id'] === 'string' && !done.includes(key) ? [body['id']] : []));

/** Whose position on what a row is about: what is said of it must be on record in the order in which it was said. */
const holdersIn = ({ commands }: Row): readonly string[] =>
  commands
    .filter(({ path }) => /\/positions(?:\/|$)/.test(path))
    .map(({ body }) => JSON.stringify([body['partyId'], body['issueId'], body['scope']]));

/** The row that has to be on record before this one: it makes something that this one names, or a position that this one changes. */
export const heldBy = (row: Row, rows: readonly Row[]): Row | undefined => {
  const text = JSON.stringify(row.commands);
  const holders = holdersIn(row);
  const isBefore = (other: Row) =>
    madeBy(other).some((id) => text.includes(id)) ||
    (other.keptAt < row.keptAt && holdersIn(other).some((holder) => holders.includes(holder)));
  return rows.find((other) => other.id !== row.id && other.state !== 'recorded' && isBefore(other));
};

/** The rows that cannot be recorded without this one, and those that cannot be without them. */
export const dependentOn = (row: Row, rows: readonly Row[]): readonly Row[] => {
  const found = new Set([row.id]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const other of rows) {
      const parents = rows.filter(({ id }) => found.has(id));
      if (other.state !== 'recorded' && heldBy(other, parents) !== undefined) found.add(other.id);
    }
  }
  return rows.filter(({ id }) => id !== row.id && found.has(id));
};

/** The next row to be sent: the one that waits longest and for no other. `tried`: the ids of those that were sent just now. */
export const nextToSend = (rows: readonly Row[], tried: ReadonlySet<string> = new Set()): Row | undefined =>
  rows
    .filter(({ state, id }) => state === 'waiting' && !tried.has(id))
    .toSorted((one, other) => (one.keptAt < other.keptAt ? -1 : 1))
    .find((row) => heldBy(row, rows) === undefined);

/** Answers after which nothing of a command is on record, and sending the same again would change nothing. */
const FINAL: readonly number[] = [400, 404, 409, 412, 413, 415, 422, 428];
/** Any other refusal leaves open what became of a command, or is about who sends it: it waits on with its key. */
const isFinal = ({ status, body }: Result): boolean => FINAL.includes(status) && !OPEN.includes(codeOf(body));
/** Codes of answers that say nothing of the command: none, if something else answered; a service that is another one now; one that is busy. */
const OPEN: readonly string[] = ['', 'route-unknown', 'too-many-writers'];
/** The answer to a command; to one without an answer, nothing is known. */
const resultAt = (results: readonly Result[], n: number): Result => results[n] ?? { status: 0, body: {} };

/** When a new row is kept: after all others, whatever the clock says, since they are sent in that order. */
export const keptAfter = (rows: readonly Row[], now: Date): string => {
  const last = Math.max(...rows.map(({ keptAt }) => Date.parse(keptAt)), 0);
  return new Date(Math.max(now.getTime(), last + 1)).toISOString();
};

/** How long something stays in the outbox once it is on record. */
const SHOWN_MS = 60 * 60_000;
/** When it leaves the outbox; undefined if it stays. */
export const overAt = ({ state, settledAt }: Row): number | undefined =>
  state === 'recorded' ? Date.parse(settledAt!) + SHOWN_MS : undefined;

/** Answers that are given before the service looks whether it has recorded a command already. */
const WITHOUT_A_LOOK: readonly number[] = [403, 404];
/** What has this id may be what was recorded then: the service knows no key of what its sender may not see any more. */
const ID_TAKEN = 'id-taken';
/** Whether it may be on record: it was sent before, and had no answer that settles it. */
export const isUnsettled = ({ isSent, isForbidden }: Row): boolean => isSent === true && isForbidden !== true;
/** A row as it is once it is being sent: what the service has said of an earlier sending says nothing of this one. */
export const asSent = (row: Row): Row => {
  if (isUnsettled(row)) return row;
  const { isForbidden: _, ...rest } = row;
  return { ...rest, isSent: true };
};

/**
 * A row after the service has answered. Of what is on record, only its line is kept, and the names that it made. `wasUnsettled`: what became of
 * it when it was sent before is not known.
 */
export const answered = (row: Row, results: readonly Result[], at: string, wasUnsettled = false): Row => {
  const { refusal: _, trouble: __, isForbidden: ___, ...sent } = row;
  const own = row.commands.map((_, n) => resultAt(results, n));
  const isDone = ({ status }: Result) => status >= 200 && status < 300;
  const done = row.commands.filter((_, n) => isDone(own[n]!)).map(({ key }) => key);
  const all = [...new Set([...row.done, ...done])];
  if (done.length === row.commands.length) {
    const main = own.at(-1)!.body as Readonly<{ events?: readonly Readonly<{ id: string }>[] }>;
    const eventId = main.events?.[0]?.id;
    const level = levelOf(row.entry);
    const entry = { ...emptyEntry(row.entry.form), who: row.entry.who.filter(({ isNew }) => isNew), level };
    return {
      ...sent,
      entry,
      commands: [],
      done: all,
      state: 'recorded',
      settledAt: at,
      ...(eventId !== undefined && { eventId }),
    };
  }
  const refused = own.filter((result) => !isDone(result) && codeOf(result.body) !== 'not-tried');
  const saysNothing = ({ status, body }: Result) => WITHOUT_A_LOOK.includes(status) || codeOf(body) === ID_TAKEN;
  const isOpen = (result: Result) => !isFinal(result) || (wasUnsettled && saysNothing(result));
  const open = refused.find(isOpen);
  if (refused.length === 0 || open !== undefined) {
    const { detail } = (open?.body ?? {}) as Partial<ProblemDocument>;
    // Without an answer there is no status, either.
    const trouble = detail ?? (open?.status ? String(open.status) : '');
    return { ...sent, done: all, trouble, ...(open?.status === 403 && !wasUnsettled && { isForbidden: true }) };
  }
  return { ...sent, done: all, state: 'refused', settledAt: at, refusal: results };
};
const codeOf = (body: unknown): string => {
  const { code } = body as Readonly<{ code?: unknown }>;
  return typeof code === 'string' ? code : '';
};

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

/** Whether an entry says nothing of what a row says: it may be another fact, and not the corrected one. */
export const isAnotherThan = ({ entry: before }: Row, now: Entry): boolean => {
  const told = ({ who, when, text }: Entry) => [who.map(({ id }) => id).join(), when.trim(), text.trim()];
  const said = told(now);
  return told(before).every((value, n) => value === '' || value !== said[n]);
};

/** Names that rows of a negotiation make, and that lists may not have yet. */
export const namesMade = (rows: readonly Row[], negotiationId: string): readonly Taken[] =>
  rows
    .filter((row) => row.negotiationId === negotiationId)
    .flatMap(({ entry }) => entry.who.filter(({ isNew }) => isNew).map(({ isNew: _, ...name }) => name));
