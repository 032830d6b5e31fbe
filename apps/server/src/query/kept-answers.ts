import { LRUCache } from 'lru-cache';
import type { Marking } from '#domain/marking.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import type { Key } from '#read-models/routes/pages.js';
import { type Coding, encoded } from '../http/content-coding.js';

/**
 * What was found. `body` is without the names and the marking. `ofRows`: the markings of its items, if they are asked for. `next`: the key
 * of the last row, if there are more.
 */
export type FoundAnswer = Readonly<{
  body: object;
  names: Names;
  marking: Marking | Unmarked;
  ofRows?: readonly (Marking | Unmarked)[] | undefined;
  next?: Key | undefined;
}>;
/** By what the marking of an answer about the past is found: the streams of the things in it, or all that there was in these negotiations. */
export type Unmarked = Readonly<{ of: readonly string[] | 'all'; negotiationIds?: readonly string[] }>;
/** An answer as it is sent, and its ETag. */
export type Written = Readonly<{ bytes: Buffer; etag: string }>;

/** `lastChange`: the last event that changed what its reader sees of the negotiation. `written`: by the form. */
type Kept = Readonly<{
  question: string;
  lastChange: number;
  found: FoundAnswer;
  written: ReadonlyMap<string, Written>;
}>;

/** Bytes, of all answers. */
const MOST = 16 * 1024 * 1024;
/** Objects take about as much memory as three times their bytes as JSON. */
const OBJECT = 3;

/**
 * Answers about the present. An answer holds until something changes that its reader may see in its negotiation. So an unchanged
 * page is neither read nor written again, and no time tells that something else was recorded.
 */
export class KeptAnswers {
  private readonly kept;
  private readonly byBody = new WeakMap<object, Kept>();
  /** Compressed, they are much smaller than the bytes that they were made from, and stay as long as those. */
  private readonly compressed = new WeakMap<Buffer, Map<Coding, Promise<Buffer>>>();

  constructor(most = MOST) {
    this.kept = new LRUCache<string, Kept>({ maxSize: most, sizeCalculation: sizeOf });
  }

  /** What was found for a question, looked up anew if something has changed since. `question` has all that an answer depends on. */
  find(question: string, lastChange: number, look: () => FoundAnswer): FoundAnswer {
    const known = this.kept.get(question);
    if (known?.lastChange === lastChange) return known.found;
    const kept: Kept = { question, lastChange, found: look(), written: new Map() };
    this.keep(kept);
    return kept.found;
  }

  /** The bytes of an answer in one form. */
  written(body: object, form: string, write: () => Written): Written {
    const kept = this.byBody.get(body);
    const known = kept?.written.get(form);
    if (known !== undefined) return known;
    const written = write();
    if (kept !== undefined && this.kept.peek(kept.question) === kept)
      this.keep({ ...kept, written: new Map([...kept.written, [form, written]]) });
    return written;
  }

  /** Bytes that `written` has returned, in a coding. An answer that is kept is compressed once. */
  inCoding(bytes: Buffer, coding: Coding): Promise<Buffer> {
    const known = this.compressed.get(bytes) ?? new Map<Coding, Promise<Buffer>>();
    this.compressed.set(bytes, known);
    const compressed = known.get(coding) ?? encoded(bytes, coding);
    known.set(coding, compressed);
    return compressed;
  }

  /** To be called when views.db is replaced, since what was looked up may have been wrong. */
  clear(): void {
    this.kept.clear();
  }

  private keep(kept: Kept): void {
    this.byBody.set(kept.found.body, kept);
    this.kept.set(kept.question, kept);
  }
}

/** Until an answer is written, which it is at once, its size is not known. */
const sizeOf = ({ question, written }: Kept): number => {
  const sizes = [...written.values()].map(({ bytes }) => bytes.length);
  return question.length + sizes.reduce((sum, size) => sum + size, 0) + OBJECT * (sizes[0] ?? 0);
};
