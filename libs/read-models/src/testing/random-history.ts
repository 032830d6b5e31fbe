import * as fc from 'fast-check';
import { isCorrection, mergePatchBetween, type Patch } from '#domain/correction.js';
import type { Circumstances } from '#domain/envelope.js';
import type { EventId, Kind, StatementId } from '#domain/ids.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';
import type { Fact } from '../projection/read-model.js';
import type { Telling } from './told-log.js';
import { FACT_GENERATORS } from './fact-generators.js';

/**
 * One event of a history. Its name does not depend on its place in the log: `event:7`. It is recorded after the events
 * and things named in `after`. `rank` is its place in another order than the chronological one.
 */
export type Entry = Readonly<{
  name: string;
  kind: Kind;
  id: string;
  telling: Telling;
  after: readonly string[];
  rank: number;
}>;

/** An act on its own day of the year; `seed` decides everything else. */
type Act = Readonly<{ day: number; seed: number; rank: number; kind: Kind; right: 'fact' | 'correct' | 'void' }>;

/** The id of the negotiation of every history. */
export const NEGOTIATION = 'negotiation:0';

/** Opened in every history, so that there is always something to refer to. */
const CAST: readonly Kind[] = [
  ...(['negotiation', 'party', 'party', 'representative', 'representative', 'issue', 'issue'] as const),
  ...(['meeting', 'statement', 'statement', 'measure', 'proposal', 'commitment'] as const),
];
const LATER: readonly Kind[] = [
  ...([
    'negotiation',
    'negotiation',
    'negotiation',
    'party',
    'representative',
    'issue',
    'issue',
    'minutes',
    'minutes',
  ] as const),
  ...(['meeting', 'meeting', 'meeting', 'meeting', 'meeting', 'statement', 'statement', 'statement'] as const),
  ...(['position', 'position', 'position', 'measure', 'measure', 'measure', 'measure'] as const),
  ...(['commitment', 'commitment', 'commitment', 'proposal', 'proposal', 'proposal', 'dispute', 'dispute'] as const),
];

const act: fc.Arbitrary<Act> = fc.record({
  day: fc.nat(364),
  seed: fc.nat(),
  rank: fc.noBias(fc.nat(1_000)),
  kind: fc.constantFrom(...LATER),
  right: fc.constantFrom('fact', 'fact', 'fact', 'fact', 'fact', 'fact', 'fact', 'correct', 'correct', 'void'),
});

/** A year of plausible history, in chronological order. Some of it may be refused when it is recorded. */
export const randomHistory: fc.Arbitrary<readonly Entry[]> = fc
  .uniqueArray(act, { selector: ({ day }) => day, minLength: CAST.length, maxLength: 110, size: 'max' })
  .map((acts) => historyOf(acts.map((one, i) => (i < CAST.length ? { ...one, kind: CAST[i]!, right: 'fact' } : one))));

const MOST: Readonly<Partial<Record<Kind, number>>> = {
  negotiation: 1,
  statement: 6,
  position: 4,
  meeting: 2,
  measure: 2,
  proposal: 2,
};

const historyOf = (acts: readonly Act[]): readonly Entry[] => {
  const history: (Entry & { day: number; draw: SeededRandom })[] = [];
  const things = new Map<Kind, number>();
  for (const [n, { day, seed, rank, kind, right }] of acts.entries()) {
    const draw = seededRandom(seed, things);
    const entry = { name: `event:${n}`, rank, day, draw };
    const target = right === 'fact' ? undefined : wrongIn(history, right, draw);
    if (target !== undefined) {
      const telling = puttingRight(right, target, draw, day);
      if (telling)
        history.push({ ...target, ...entry, telling, after: [...chainOf(target, history), ...namesIn(telling)] });
      continue;
    }
    const count = things.get(kind) ?? 0;
    const isNew = n < CAST.length || count === 0 || (count < (MOST[kind] ?? 3) && draw.oneIn(5));
    const thing = isNew ? count : draw.below(count);
    const id = `${kind}:${thing}`;
    const [opening, ...later] = FACT_GENERATORS[kind];
    const fact = (isNew ? opening! : draw.one(kind === 'position' ? FACT_GENERATORS[kind] : later)!)(draw, thing);
    if (isNew) things.set(kind, count + 1);
    const reported = reportedBy({ id, type: fact.type, isNew }, history, draw);
    const circumstances = circumstancesOf(kind, day, draw, reported?.name);
    const telling = { ...fact, circumstances } as Telling;
    const after = namesIn(telling).filter((name) => name !== id);
    history.push({ ...entry, kind, id, telling, after: isNew ? after : [...after, ...(opens(kind) ? [id] : [])] });
  }
  return history.toSorted((a, b) => a.day - b.day).map(({ day: _, draw: __, ...one }) => one);
};
/** Another account of a fact, often of the same thing, which may be a fact that can happen only once. */
const reportedBy = (
  { id, type, isNew }: Readonly<{ id: string; type: Fact['type']; isNew: boolean }>,
  history: readonly Entry[],
  draw: SeededRandom,
): Entry | undefined => {
  const told = history.filter(({ telling }) => telling.type === type);
  const ofThis = told.filter((one) => one.id === id);
  if (ofThis.length > 0 && draw.oneIn(2)) return draw.one(ofThis);
  return isNew && draw.oneIn(6) ? draw.one(told) : undefined;
};

const opens = (kind: Kind) => kind !== 'position';

const dayOf = (n: number) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10);

/** The date of an event, exact or fuzzy: every date begins on its own day. */
const dateOn = (n: number, draw: SeededRandom) => {
  const day = dayOf(n);
  const forms = [
    day,
    day,
    day,
    day,
    `${day}~`,
    `${day}/${dayOf(n + 1 + draw.below(40))}`,
    `${day}/..`,
    `${day}/`,
    `../${day}`,
    ...(/[12]0$/.test(day) ? [`${day.slice(0, -1)}X`] : []),
    ...(day.endsWith('-01') ? [day.slice(0, 7)] : []),
  ];
  return parseEdtf(draw.one(forms)!);
};

const CAMEO = ['010', '036', '0311', '057', '111', '163', '190', 'no such code'];
const SOURCE = ['A daily', 'A weekly', 'A wire service'];

const circumstancesOf = (kind: Kind, day: number, draw: SeededRandom, reportOf?: string): Circumstances => ({
  occurredOn: dateOn(day, draw),
  ...(draw.oneIn(5) && { occurredText: `about day ${day}` }),
  ...(draw.oneIn(5) && { learnedAt: `${dayOf(day)}T12:00:00.000Z` as Circumstances['learnedAt'] & string }),
  ...(draw.oneIn(8) && { onBehalfOf: 'The embassy' }),
  ...(draw.oneIn(3) && { codes: [{ scheme: 'CAMEO', version: '1.1b3', code: draw.one(CAMEO)! }] }),
  ...(draw.oneIn(6) && { comment: `Our view of day ${day}` }),
  ...(reportOf !== undefined && { reportOf: reportOf as EventId }),
  ...(draw.oneIn(6) && { sources: [sourceOf(kind, draw)] }),
});
const sourceOf = (kind: Kind, draw: SeededRandom) => ({
  title: draw.one(SOURCE)!,
  quote: draw.text('quote'),
  // An opening fact that a statement may refer to must not have that statement as its source.
  ...(['commitment', 'dispute', 'position'].includes(kind) && { statementId: draw.id('statement') as StatementId }),
});

/** Usually a later fact, because a thing whose opening is voided accepts few; sometimes a voiding. */
const wrongIn = (history: readonly Entry[], right: Act['right'], draw: SeededRandom): Entry | undefined => {
  const voidings = history.filter(({ telling }) => telling.type === 'RecordVoided');
  if (right === 'void' && draw.oneIn(3)) return draw.one(voidings);
  return draw.one(draw.oneIn(4) ? history.slice(0, CAST.length) : history.slice(CAST.length));
};

/** A correction changes a part of the fact or all of it; a voiding voids anything, including another voiding. */
const puttingRight = (
  right: Act['right'],
  { name, kind, id, telling }: Entry,
  draw: SeededRandom,
  day: number,
): Telling | undefined => {
  const eventId = name as EventId;
  const circumstances = { occurredOn: dateOn(day, draw) };
  if (right === 'void') return { type: 'RecordVoided', data: { eventId, reason: draw.text('void') }, circumstances };
  if (isCorrection(telling)) return undefined;
  const changes: Patch = draw.one([
    { occurredOn: dateOn(day, draw) },
    { occurredOn: dateOn(day, draw), comment: draw.text('comment') },
    { codes: [{ scheme: 'CAMEO', version: '1.1b3', code: draw.one(CAMEO)! }] },
    { reportOf: null, comment: draw.text('comment') },
    retold(telling, kind, id, draw),
    retold(telling, kind, id, draw),
  ])!;
  return { type: 'RecordCorrected', data: { eventId, changes, reason: draw.text('slip') }, circumstances };
};
const retold = ({ type, data }: Telling, kind: Kind, id: string, draw: SeededRandom): Patch => {
  const thing = Number(id.split(':')[1]);
  const tellings = FACT_GENERATORS[kind].map((verb) => verb(draw, thing));
  const again = tellings.find((fact: Fact) => fact.type === type);
  return again === undefined ? {} : mergePatchBetween(data, again.data);
};

/** Corrections of an event, and corrections of those, keep their order. */
const chainOf = (target: Entry, history: readonly Entry[]): readonly string[] => {
  const rootOf = (entry: Entry): Entry => {
    const { telling } = entry;
    return isCorrection(telling) ? rootOf(history.find(({ name }) => name === telling.data.eventId)!) : entry;
  };
  const root = rootOf(target);
  return history.filter((one) => rootOf(one) === root).map(({ name }) => name);
};

const NAME =
  /^(?:event|negotiation|party|representative|issue|meeting|minutes|statement|position|measure|commitment|proposal|dispute):\d+$/;
/** The events and things that an entry refers to. */
const namesIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return NAME.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : [];
};
