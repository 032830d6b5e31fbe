import type { Language } from '#messages/languages.js';
import { sentenceIn } from '#messages/all-languages.js';
import { MESSAGES, type Message, type MessageId } from '#messages/messages.js';
import type { NameList } from '#messages/parameters.js';
import {
  described,
  either,
  idsOf,
  mapOf,
  object,
  oneOf,
  onlyTrue,
  type Schema,
  text,
  whole,
} from '../routes/schema.js';
import { cutList } from './board/cut.js';

const Id = oneOf('MessageId', Object.keys(MESSAGES) as MessageId[]);
const parameters = mapOf(either(text, whole, cutList(text)));
const written = described('In the language of Content-Language', text);

/** A few words in the language of the reader, that no event has to be named for. */
export const WordsFields = object({ id: Id, parameters, text: written }) as unknown as Schema<Untold>;
export const SentenceFields = object({
  id: Id,
  parameters: described(
    'What the sentence is made from. Days are a day, or the first and the last day that a date can mean, with a slash between them',
    parameters,
  ),
  text: written,
  eventIds: described('The events that it is based on', idsOf('event')),
  'followsFromDateAlone?': described('It follows from a date, and no fact tells that it happened', onlyTrue),
}) as unknown as Schema<UntoldSentence>;

/** What is found. Its text is written when its language is known. */
export type Untold = Readonly<{
  id: MessageId;
  parameters: Readonly<Record<string, string | number | NameList>>;
}>;
export type UntoldSentence = Untold & Readonly<{ eventIds: readonly string[]; followsFromDateAlone?: true }>;

export const told = <T extends Untold>(sentence: T, language: Language): T & Readonly<{ text: string }> => ({
  ...sentence,
  text: sentenceIn(language, sentence as unknown as Message),
});
