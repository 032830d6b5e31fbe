import type { PositionKind, TimelineItem } from '../types/types.gen.js';
import { KIND_SIGNS } from './signs.js';

/** How a fact is drawn: a shape of its own, or a glyph in a tone. The shape says what the tone repeats. */
export type FactSign = Readonly<
  { shape: 'held' | 'plan' | 'said' | 'act' | 'fig' | 'dot' } | { glyph: SignGlyph; tone: string }
>;
export type SignGlyph = (typeof KIND_SIGNS)[PositionKind][1] | 'open' | 'yes' | 'neq' | 'same' | 'no';

export const signOfFact = ({ kind, type, fact }: TimelineItem): FactSign => {
  switch (kind) {
    case 'meeting':
      return { shape: type === 'MeetingHeld' ? 'held' : 'plan' };
    case 'statement':
      return type === 'StatementWithdrawn' ? { glyph: 'no', tone: 'rest' } : { shape: 'said' };
    case 'position':
      return positionSign(type, (fact as Readonly<{ kind?: PositionKind }>).kind);
    case 'measure':
    case 'proposal':
      return { shape: type === 'FigureReported' ? 'fig' : 'act' };
    case 'commitment':
      if (type === 'CommitmentDisputed') return { glyph: 'neq', tone: 'wait' };
      return type === 'FulfilmentReported' ? { glyph: 'yes', tone: 'ease' } : { glyph: 'open', tone: '' };
    case 'dispute':
      return type === 'AccountDisputed' ? { glyph: 'neq', tone: 'wait' } : { glyph: 'yes', tone: 'rest' };
    default:
      return { shape: 'dot' };
  }
};

const positionSign = (type: string, kind: PositionKind | undefined): FactSign => {
  if (type === 'PositionWithdrawn') return { glyph: 'no', tone: 'rest' };
  if (kind === undefined) return { glyph: 'same', tone: '' };
  const [tone, glyph] = KIND_SIGNS[kind];
  return { glyph, tone };
};

/** Of several facts of one thing on one day, the one that says most: that a meeting was held, or else the last. */
export const tellingOf = (facts: readonly TimelineItem[]): TimelineItem =>
  facts.find(({ type }) => type === 'MeetingHeld') ?? facts.at(-1)!;

/** The record's own words in a fact that is mainly words. */
export const wordsOf = ({ type, fact }: TimelineItem): string | undefined => {
  const { text, rivalAccount } = fact as Readonly<{ text?: string; rivalAccount?: string }>;
  if (type === 'AccountDisputed') return rivalAccount;
  return type === 'StatementMade' || type === 'ProgressReported' ? text : undefined;
};
