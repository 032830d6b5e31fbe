import type { Kind } from './parameters.js';

const onTop = { fact: 'sentence' } as const;
const withTime = { fact: 'sentence', when: 'sentence' } as const;
const marked = { thing: 'text', marking: 'text' } as const;

/** What a title has around the sentence of a fact: its hour, when what it plans is to be, and the words of the record. */
export const TITLE_MESSAGES = {
  'title.hour': { hour: 'text', fact: 'sentence' },
  'title.planned': withTime,
  'title.due': withTime,
  'title.from': withTime,
  'title.until': withTime,
  'title.words': { fact: 'sentence', words: 'text' },
  /** Words by which a time was told. */
  'title.toldTime': { words: 'text' },
  'title.clock': { clock: 'text' },
  /** Two parts of a time. */
  'title.dayAndMore': { first: 'sentence', second: 'sentence' },
  'title.corrected': onTop,
  'title.voided': onTop,
  'title.restored': onTop,
  'title.marked': marked,
  'title.approved': marked,
  'title.approvalWithdrawn': { thing: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>;
export type TitleTexts = Readonly<Record<keyof typeof TITLE_MESSAGES, string>>;
