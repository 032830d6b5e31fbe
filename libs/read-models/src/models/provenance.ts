import type { Admiralty, Source } from '#domain/envelope.js';
import type { Message } from '#domain/decider.js';
import type { Term } from '../projection/read-model.js';
import { termOf } from '../projection/terms.js';
import { described, idOf, idsOf, list, named, object, oneOf, type Static, text } from '../routes/schema.js';

const GRADE = 'Admiralty scale: the reliability of the source, A to F, and the credibility of what it says, 1 to 6';

export const Provenance = named(
  'Provenance',
  described(
    'On whose word the record has it. Absent if it is first-hand: if it names no source, and nobody who reported it',
    object({
      'sources?': described('Its publications: the publisher, or else the title or address', list(text)),
      'statementIds?': described('The recorded statements that are its sources', idsOf('statement')),
      'reportedById?': idOf('representative'),
      'reportedBy?': described('Who reported it, if they are not recorded', text),
      'reliability?': described(`The best grade among its sources, if any is graded. ${GRADE}`, text),
    }),
  ),
);
export type Provenance = Static<typeof Provenance>;

/** What the provenance of a fact follows from. */
type Sourced = Message & Readonly<{ metadata: Readonly<{ sources?: readonly Source[] }> }>;
type Reported = Readonly<{ reportedById?: string; reportedBy?: string }>;

/** Undefined for what is first-hand. */
export const provenanceOf = ({ data, metadata: { sources = [] } }: Sourced): Provenance | undefined => {
  const { reportedById, reportedBy } = data as Reported;
  if (sources.length === 0 && reportedById === undefined && reportedBy === undefined) return undefined;
  const names = sources.flatMap(({ publisher, title, url }) => publisher ?? title ?? url ?? []);
  const statementIds = sources.flatMap(({ statementId }) => statementId ?? []);
  const reliability = bestGradeOf(sources);
  return {
    ...(names.length > 0 && { sources: [...new Set(names)] }),
    ...(statementIds.length > 0 && { statementIds: [...new Set(statementIds)] }),
    ...(reportedById !== undefined && { reportedById }),
    ...(reportedBy !== undefined && { reportedBy }),
    ...(reliability !== undefined && { reliability }),
  };
};

/** A1 is the best; F and 6 say that it cannot be judged. */
const bestGradeOf = (sources: readonly Source[]): Admiralty | undefined =>
  sources.flatMap(({ reliability }) => reliability ?? []).toSorted()[0];

/** The columns that lists are filtered by, and the terms by which they find them. */
export const PROVENANCE_COLUMNS = { firstHand: 'INTEGER', reliability: 'TEXT?' } as const;
export type ProvenanceColumns = Readonly<{ firstHand: number; reliability: string | null }>;
export const provenanceColumns = (fact: Sourced): ProvenanceColumns => {
  const provenance = provenanceOf(fact);
  return { firstHand: provenance === undefined ? 1 : 0, reliability: provenance?.reliability ?? null };
};
export const provenanceTerms = ({ firstHand, reliability }: ProvenanceColumns): readonly Term[] => [
  termOf('firstHand', String(firstHand)),
  ...(reliability === null ? [] : [termOf('reliability', reliability.charAt(0))]),
];

const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export const provenanceFilters = {
  provenance: described(
    'first-hand: only what names no source, and nobody who reported it. reported: only what does',
    oneOf('ProvenanceFilter', ['first-hand', 'reported']),
  ),
  reliability: described(
    'Only what has a source of this reliability or a better one, on the Admiralty scale. With F, also sources that cannot be judged',
    oneOf('Reliability', LETTERS),
  ),
};
type Filter = Readonly<{
  [Name in keyof typeof provenanceFilters]?: Static<(typeof provenanceFilters)[Name]> | undefined;
}>;
export const PROVENANCE_CONDITIONS = {
  provenance: "firstHand = (@provenance = 'first-hand')",
  reliability: 'substr(reliability, 1, 1) <= @reliability',
} satisfies Record<keyof Filter, string>;

/** The terms of which a row has one, for each filter that is used. */
export const provenanceTermsFor = ({ provenance, reliability }: Filter): readonly (readonly Term[])[] => [
  ...(reliability === undefined
    ? []
    : [LETTERS.filter((letter) => letter <= reliability).map((letter) => termOf('reliability', letter))]),
  ...(provenance === undefined ? [] : [[termOf('firstHand', provenance === 'first-hand' ? '1' : '0')]]),
];
