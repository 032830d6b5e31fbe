import type { TimelineItem, WorldKind } from '../types/types.gen.js';
import { type Names, nameIn } from './names.js';

/** One thing, or everything that one speaker said, with its facts in chronological order. */
export type Line = Readonly<{ key: string; kind: WorldKind; name: LineName; facts: readonly TimelineItem[] }>;
/** `about`: of a position its issue, beside the name of its party; of a contradiction the field, beside the name of the thing. */
export type LineName = Readonly<{ text: string | undefined; about?: string | undefined }>;
export type Lane = Readonly<{ key: string; lines: readonly Line[] }>;

/** The lanes by kind, in this order. */
export const LANE_OF = {
  meeting: 'meetings',
  minutes: 'meetings',
  statement: 'said',
  position: 'positions',
  proposal: 'proposals',
  measure: 'measures',
  commitment: 'pledges',
  dispute: 'disputes',
  issue: 'talks',
  negotiation: 'talks',
  party: 'people',
  representative: 'people',
} as const satisfies Record<WorldKind, string>;
export type LaneKey = (typeof LANE_OF)[WorldKind];
const LANES = [...new Set<string>(Object.values(LANE_OF))];

/** Of things of several parties, and of none. */
export const SEVERAL = 'several';
export const NONE = 'none';

/** Facts with a date, one line for each thing. */
export const linesOf = (facts: readonly TimelineItem[], names: Names): readonly Line[] => {
  const speakers = new Map(
    facts.filter(({ type }) => type === 'StatementMade').map((one) => [one.thingId, speakerOf(one)]),
  );
  const keyOf = (fact: TimelineItem): string =>
    fact.kind === 'statement'
      ? `said by ${speakers.get(fact.thingId) ?? fact.thingId}`
      : `${fact.kind} ${fact.thingId}`;
  const dated = facts.filter((fact) => fact.dated !== false);
  return [...Map.groupBy(dated, keyOf)].map(([key, own]) => {
    const { kind } = own[0]!;
    return { key, kind, name: nameOf(own, names), facts: own };
  });
};

/** Whoever said it, or for whom; undefined if nobody is named. */
const speakerOf = ({ fact }: TimelineItem): string | undefined => {
  const { speakerId, partyId } = fact as Told;
  return speakerId ?? partyId ?? '';
};

type Told = Readonly<Record<string, string | undefined>>;

const nameOf = (facts: readonly TimelineItem[], names: Names): LineName => {
  const { kind, thingId, fact } = facts[0]!;
  const told = fact as Told;
  const label = nameIn(names, kind, thingId);
  if (kind === 'statement') {
    const { speakerId, partyId } = told;
    if (speakerId !== undefined) return { text: nameIn(names, 'representative', speakerId) };
    return { text: partyId === undefined ? undefined : nameIn(names, 'party', partyId) };
  }
  if (kind === 'position') {
    const { partyId = '', issueId = '' } = told;
    return { text: nameIn(names, 'party', partyId), about: nameIn(names, 'issue', issueId) };
  }
  if (kind === 'dispute') {
    const { about, field } = fact as Readonly<{ about?: Readonly<{ kind: string; id: string }>; field?: string }>;
    return { text: (about && nameIn(names, about.kind, about.id)) ?? label, about: field };
  }
  return { text: kind === 'measure' ? (told['reference'] ?? label) : label };
};

/** The lines by kind, and within it in the order of their first facts. */
export const byKind = (lines: readonly Line[]): readonly Lane[] => {
  const lanes = Map.groupBy(lines, ({ kind }) => LANE_OF[kind] as string);
  return LANES.flatMap((key) => (lanes.has(key) ? [{ key, lines: lanes.get(key)! }] : []));
};

/** The lines by the party whose they are: those of each party, in the order of `partyIds`, then of several, then of none. */
export const byParty = (
  lines: readonly Line[],
  facts: readonly TimelineItem[],
  partyIds: readonly string[],
): readonly Lane[] => {
  const people = new Map(
    facts
      .filter(({ type }) => type === 'RepresentativeNamed')
      .map(({ thingId, fact }) => [thingId, (fact as Told)['partyId']] as const),
  );
  const lanes = Map.groupBy(lines, (line) => partyOf(line, people));
  const others = [...lanes.keys()].filter((key) => !partyIds.includes(key) && key !== SEVERAL && key !== NONE);
  return [...partyIds, ...others, SEVERAL, NONE].flatMap((key) =>
    lanes.has(key) ? [{ key, lines: lanes.get(key)! }] : [],
  );
};

/** The fields that say whose a thing is, the first that there is; and those that name somebody who speaks for a party. */
const OWNERS = ['actorId', 'byIds', 'tabledByIds', 'proposedById', 'raisedById', 'partyId', 'partyIds'] as const;
const PEOPLE = ['speakerId', 'speakingForId', 'circulatedById', 'withdrawnById'] as const;

const partyOf = (line: Line, people: ReadonlyMap<string, string | undefined>): string => {
  if (line.kind === 'party') return line.facts[0]!.thingId;
  for (const { fact } of line.facts) {
    const told = fact as Readonly<Record<string, string | readonly string[] | undefined>>;
    const field = OWNERS.find((name) => told[name] !== undefined);
    const own = field === undefined ? [] : [told[field]!].flat();
    if (own.length > 0) return own.length > 1 ? SEVERAL : own[0]!;
    for (const name of PEOPLE) {
      const id = told[name];
      const party = typeof id === 'string' ? people.get(id) : undefined;
      if (party !== undefined) return party;
    }
  }
  return NONE;
};
