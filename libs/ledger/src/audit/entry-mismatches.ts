import { createHash } from 'node:crypto';
import type { FindingCode, Finding } from './finding.js';
import type { EventFields, Shown } from './lines.js';

/** The entry of a canonical event: SHA-256(salt ‖ event), in hex. `salt` in hex. */
export const saltedHash = (salt: string, text: string): string =>
  createHash('sha256').update(Buffer.from(salt, 'hex')).update(text).digest('hex');

type Line = Readonly<{ index: number; entry: string; event: EventFields; whole?: Pick<Shown, 'salt' | 'text'> }>;

/** Lines that are told; the others are counted. */
const MOST = 100;
/** Of those, how many are kept whole, to look for what was exchanged among them, and how much of them. */
const MOST_WHOLE = 20;
const MOST_CHARACTERS = 1_000_000;

/** Lines whose entry is not the hash of their salt and event, and what became of each. */
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

  /** @param standing how the entries stand to what was signed there, if that is known */
  findings(standing: (index: number) => string | undefined): Readonly<{ findings: readonly Finding[]; more: number }> {
    return { findings: this.lines.map((line) => this.finding(line, standing(line.index))), more: this.more };
  }

  private finding(line: Line, standing: string | undefined): Finding {
    const { index, event } = line;
    const [code, because] = this.swapped(line) ?? altered(standing);
    return { code, because, index, stream: event.stream, revision: event.revision, eventId: event.id };
  }

  private swapped({ index, entry, whole }: Line): readonly [FindingCode, string] | undefined {
    for (const other of this.lines) {
      if (whole === undefined || other.whole === undefined || other.index === index) continue;
      const [{ salt, text }, { salt: otherSalt, text: otherText }] = [whole, other.whole];
      if (saltedHash(otherSalt, text) === entry)
        return ['salt-moved', `Its salt stands at index ${other.index}, and another one stands here.`];
      if (saltedHash(salt, text) === other.entry)
        return ['entry-moved', `Its entry stands at index ${other.index}, and another one stands here.`];
      if (saltedHash(salt, otherText) === entry)
        return ['event-moved', `The event of this entry stands at index ${other.index}, and another one stands here.`];
    }
    return undefined;
  }
}

const altered = (standing: string | undefined): readonly [FindingCode, string] => {
  if (standing === 'as-stated')
    return ['event-altered', 'The entry is the one that was signed, so the event or its salt was altered.'];
  if (standing === 'as-derived')
    return ['entry-altered', 'The event and its salt are those that were signed, so the entry was altered.'];
  return ['entry-differs', 'The entry is not the hash of the salt and the event: one of the three was altered.'];
};
