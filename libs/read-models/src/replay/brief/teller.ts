import type Database from 'better-sqlite3';
import { type Kind, streamOf } from '#domain/ids.js';
import type { Message } from '#messages/messages.js';
import { brief, briefTexts } from '../../models/board/cut.js';
import type { Untold } from '../../models/sentences.js';
import { thing } from '../../models/things.js';
import { short } from '../../models/timeline/wording.js';
import type { StoredFact } from '../../models/timeline/facts.js';
import { factMessage, factPart, type WorldFact } from '../../models/timeline/fact-parts.js';
import type { BriefSentence, Section } from './brief-schemas.js';
import type { Sources } from './sources.js';

/** What a sentence has besides its message. `words`: those of the record. `because`: the facts for which it stands in this brief. */
type Beside = Readonly<{
  occurredOn?: string | undefined;
  words?: string | undefined;
  because?: readonly StoredFact[];
}>;

/** Writes the sentences of a brief: each with the events that it is based on, and with their sources. */
export class Teller {
  private readonly names = new Map<string, string>();

  constructor(
    private readonly db: Database.Database,
    private readonly sources: Sources,
  ) {}

  /** The name of a thing, if it is known to the reader. */
  nameOf(kind: Kind, id: string): string {
    const stream = streamOf(kind, id);
    let name = this.names.get(stream);
    if (name === undefined) {
      name = short(thing(this.db, kind, id)?.label ?? UNNAMED);
      this.names.set(stream, name);
    }
    return name;
  }

  /** A sentence that follows from facts. */
  tell(message: Message, facts: readonly StoredFact[], beside: Beside = {}): BriefSentence {
    const { occurredOn, words, because = [] } = beside;
    const sources = this.sources.of(facts);
    return {
      ...untold(message),
      eventIds: [...new Set([...facts, ...because].flatMap(({ id, correctedBy }) => [id, ...correctedBy]))],
      ...(occurredOn !== undefined && { occurredOn }),
      ...(words !== undefined && { words: brief(words) }),
      ...(sources.length > 0 && { sources }),
    };
  }

  /** What a fact says. `kind` and `id`: of its thing; `opening`: the fact that opened that. */
  tellFact(fact: StoredFact, { kind, id, opening, because = [] }: AboutThing): BriefSentence {
    const naming = { self: this.nameOf(kind, id), opening, nameOf: this.nameOf.bind(this) };
    const { occurredOn, words } = factPart(fact as WorldFact, naming);
    return this.tell(factMessage(fact as WorldFact, naming), [fact], { occurredOn, words, because });
  }
}
type AboutThing = Readonly<{
  kind: Kind;
  id: string;
  opening: StoredFact | undefined;
  because?: readonly StoredFact[];
}>;

const UNNAMED = '…';

export const untold = ({ id, parameters }: Message): Untold => ({ id, parameters: briefTexts(parameters) });

/** A section with its sentences, as many as fit, and what is to be said of what is not there. */
export const section = (
  id: Section['id'],
  sentences: readonly BriefSentence[],
  notes: readonly Message[] = [],
): Section => ({
  id,
  heading: untold({ id: `brief.section.${id}`, parameters: {} }),
  sentences,
  notes: notes.map(untold),
});

/** A note on how many things are not shown; none if all are. */
export const notShown = (count: number): readonly Message[] =>
  count === 0 ? [] : [{ id: 'brief.notShown', parameters: { count } }];
