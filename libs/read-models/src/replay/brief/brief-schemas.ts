import type { PlannedTime } from '#domain/world-date.js';
import type { Language } from '#messages/languages.js';
import { PlannedAccount, StatusName } from '../../models/meetings/meeting-plan.js';
import { Names } from '../../models/resolve-labels.js';
import { SentenceFields, told, type Untold, WordsFields } from '../../models/sentences.js';
import { type DatesAsEdtf, ofCommands } from '../../routes/facts.js';
import {
  all,
  day,
  described,
  edtf,
  idOf,
  idsOf,
  list,
  named,
  object,
  oneOf,
  onlyTrue,
  type Static,
  text,
  uuid,
  whole,
} from '../../routes/schema.js';

const SECTIONS = ['meeting', 'coming', 'positions', 'measures', 'pledges', 'statements', 'disputes'] as const;

const BriefSource = named(
  'BriefSource',
  object({
    number: described('By which sentences name it', whole),
    'publisher?': text,
    'title?': text,
    'url?': text,
    'publishedOn?': edtf,
    'statementId?': idOf('statement'),
    'reliability?': described('On the Admiralty scale; absent if nobody graded it', text),
  }),
);
export type BriefSource = Static<typeof BriefSource>;
const BriefSentence = named(
  'BriefSentence',
  all(
    SentenceFields,
    object({
      'occurredOn?': edtf,
      'words?': described('The words of the record, in their own language', text),
      'planned?': described('For when it plans something', ofCommands<DatesAsEdtf<PlannedTime>>('Planned')),
      'qualifier?': described(
        'Of a position that was not taken in public, that it was not; of accounts that contradict each other, the thing they are about',
        WordsFields,
      ),
      'counts?': described('Of several words on whether somebody comes, the one that counts', onlyTrue),
      'sources?': described(
        'The numbers of its sources; absent if none is on record. That alone does not make it first-hand: somebody may have reported it, as its events say',
        list(whole),
      ),
    }),
  ),
);
export type BriefSentence = Static<typeof BriefSentence>;
const BriefSection = named(
  'BriefSection',
  object({
    id: oneOf('BriefSectionId', SECTIONS),
    heading: WordsFields,
    sentences: list(BriefSentence),
    notes: described('What is not on record, and how much is not shown', list(WordsFields)),
  }),
);
export type Section = Static<typeof BriefSection>;
export const Brief = named(
  'Brief',
  described(
    'What somebody takes into a meeting. It is composed by rules from facts that are on record, and from nothing else: each sentence has the ids of its events',
    object({
      id: described('Of the meeting', uuid),
      negotiationId: idOf('negotiation'),
      title: text,
      status: StatusName,
      on: described('The day for which it says what is in force, open and overdue', day),
      partyIds: idsOf('party'),
      issueIds: idsOf('issue'),
      'planned?': PlannedAccount,
      'place?': text,
      sections: list(BriefSection),
      sources: list(BriefSource),
      names: Names,
    }),
  ),
);
export type Brief = Omit<Static<typeof Brief>, 'names'>;

type Written<T extends Untold> = T & Readonly<{ text: string }>;
export type WrittenSentence = Omit<Written<BriefSentence>, 'qualifier'> & Readonly<{ qualifier?: Written<Untold> }>;
type WrittenSection = Pick<Section, 'id'> &
  Readonly<{ heading: Written<Untold>; sentences: readonly WrittenSentence[]; notes: readonly Written<Untold>[] }>;

/** The brief with its sentences. */
export const briefInLanguage = <T extends Pick<Brief, 'sections'>>(
  brief: T,
  language: Language,
): Omit<T, 'sections'> & Readonly<{ sections: readonly WrittenSection[] }> => ({
  ...brief,
  sections: brief.sections.map(({ id, heading, sentences, notes }) => ({
    id,
    heading: told(heading, language),
    sentences: sentences.map(({ qualifier, ...sentence }) => ({
      ...told(sentence, language),
      ...(qualifier && { qualifier: told(qualifier, language) }),
    })),
    notes: notes.map((note) => told(note, language)),
  })),
});
