import { IntlMessageFormat } from 'intl-messageformat';
import { type Language, LOCALES } from './languages.js';
import { type Catalogue, type Message, type MessageId, MESSAGES } from './messages.js';
import { type Kind, type NameList, written } from './parameters.js';

/** Writes messages as sentences. Each text is parsed once, when it is first used. */
export const sentencesIn = (language: Language, catalogue: Catalogue): ((message: Message) => string) => {
  const formats = new Map<MessageId, IntlMessageFormat>();
  const formatOf = (id: MessageId): IntlMessageFormat => {
    const known = formats.get(id);
    if (known !== undefined) return known;
    const made = new IntlMessageFormat(catalogue[id], LOCALES[language]);
    formats.set(id, made);
    return made;
  };
  const more = (count: number, kind: Kind) =>
    say({ id: kind === 'measures' ? 'list.moreMeasures' : 'list.more', parameters: { count } });
  const say = ({ id, parameters }: Message): string => {
    const kinds: Readonly<Record<string, Kind>> = MESSAGES[id];
    const values = Object.entries<string | number | NameList>(parameters).map(
      ([name, value]) => [name, written(value, kinds[name]!, language, more)] as const,
    );
    return String(formatOf(id).format(Object.fromEntries(values)));
  };
  return say;
};
