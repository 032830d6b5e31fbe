import { saltedHash } from '#ledger/primitives.js';
import type { FindingCode, Finding } from './finding.js';
import type { EventFields, Shown } from './lines.js';

type Line = Readonly<{ index: number; entry: string; event: EventFields; whole?: Pick<Shown, 'salt' | 'text'> }>;

/** Lines that are reported; further ones are only counted. */
const MOST = 100;
/** How many of them are stored in full, to find parts that were swapped, and how many characters in all. */
const MOST_WHOLE = 20;
const MOST_CHARACTERS = 1_000_000;

/** Collects lines whose entry is not the hash of salt and event, and finds out what was altered. */
export class EntryMismatches {
  private readonly lines: Line[] = [];
  private characters = 0;
  private more = 0;

  add({ index, entry, event, salt, text }: Shown & Readonly<{ index: number; entry: string }>): void {
    if (this.lines.length === MOST) {
      this.more += 1;
      return;
    }
    const isKept = this.lines.length < MOST_WHOLE && this.characters + text.length <= MOST_CHARACTERS;
    if (isKept) this.characters += text.length;
    this.lines.push({ index, entry, event, ...(isKept && { whole: { salt, text } }) });
  }

  /** @param match how the entries match what was signed, if known */
  findings(match: (index: number) => string | undefined): Readonly<{ findings: readonly Finding[]; more: number }> {
    return { findings: this.lines.map((line) => this.finding(line, match(line.index))), more: this.more };
  }

  private finding(line: Line, match: string | undefined): Finding {
    const { index, event } = line;
    const [code, because] = this.swapped(line) ?? altered(match);
    return { code, because, index, stream: event.stream, revision: event.revision, eventId: event.id };
  }

  private swapped({ index, entry, whole }: Line): readonly [FindingCode, string] | undefined {
    for (const other of this.lines) {
      if (whole === undefined || other.whole === undefined || other.index === index) continue;
      const [{ salt, text }, { salt: otherSalt, text: otherText }] = [whole, other.whole];
      if (saltedHash(otherSalt, text) === entry)
        return ['salt-moved', `Its salt is at index ${other.index}, and another salt is here.`];
      if (saltedHash(salt, text) === other.entry)
        return ['entry-moved', `Its entry is at index ${other.index}, and another entry is here.`];
      if (saltedHash(salt, otherText) === entry)
        return ['event-moved', `The event of this entry is at index ${other.index}, and another event is here.`];
    }
    return undefined;
  }
}

const altered = (match: string | undefined): readonly [FindingCode, string] => {
  if (match === 'as-stated')
    return ['event-altered', 'The entry is the signed one, so the event or its salt was altered.'];
  if (match === 'as-derived')
    return ['entry-altered', 'The event and its salt are the signed ones, so the entry was altered.'];
  return ['entry-differs', 'The entry is not the hash of salt and event: one of the three was altered.'];
};
