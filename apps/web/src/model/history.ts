import type { Source } from '../types/types.gen.js';
import { daysOf } from '#edtf/days-of.js';

/** A fact about a thing, as its page has it. What a kind of fact does not have is absent. */
export type Entry = Readonly<{
  eventId: string;
  learnedAt: string;
  recordedBy: string;
  type?: string;
  kind?: string;
  direction?: string;
  text?: string;
  occurredOn?: string;
  occurredText?: string;
  comment?: string;
  sources?: readonly Source[];
  evidence?: readonly Readonly<{ kind: string; id: string }>[];
}>;

/** The fields that hold the words of a fact, the first that there is. */
const WORDS = ['text', 'summary', 'reason', 'rivalAccount', 'figure', 'outcome', 'title', 'about'] as const;

/**
 * All facts in an answer about one thing, the latest first. The page of each kind nests them in its own way, but each fact
 * has the id of its event. Of several mentions of one, the fullest counts.
 */
export const historyOf = (answer: unknown): readonly Entry[] => {
  const found = new Map<string, Record<string, unknown>>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('eventId' in value && 'learnedAt' in value) {
      const fact = value as Record<string, unknown>;
      const known = found.get(String(fact['eventId']));
      if (known === undefined || Object.keys(known).length < Object.keys(fact).length)
        found.set(String(fact['eventId']), fact);
    }
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(answer);
  return [...found.values()].map(entryOf).toSorted((a, b) => compare(placeOf(b), placeOf(a)));
};

const entryOf = (fact: Record<string, unknown>): Entry => {
  const text = WORDS.map((name) => fact[name]).find((value) => typeof value === 'string');
  return { ...(fact as Entry), ...(text !== undefined && { text }) };
};

/** The first day on which it can have happened, or when it was learned. */
const placeOf = ({ occurredOn, learnedAt }: Entry): string => {
  const days = occurredOn === undefined ? undefined : daysOf(occurredOn);
  return `${days?.from ?? days?.to ?? learnedAt.slice(0, 10)} ${learnedAt}`;
};
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
