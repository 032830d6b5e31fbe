import { useMessages } from '../messages/use-messages.js';
import { dateText, type DateStyle } from '../model/dates.js';

type Props = Readonly<{ edtf: string; text?: string | undefined; style?: DateStyle }>;

/** Writes a date of the record, with the word before it. */
export const useDateText = (): ((edtf: string, style?: DateStyle) => Readonly<{ shown: string; isVague: boolean }>) => {
  const { language, say } = useMessages();
  return (edtf, style) => {
    const { text, isVague, word } = dateText(edtf, language, style);
    return { shown: word === undefined ? text : say(`date.${word}`, { date: text }), isVague };
  };
};

/** A date of the record. A vague one is underlined, and shows what it may mean and in which words it was told. */
export const FactDate = ({ edtf, text: told, style = 'medium' }: Props) => {
  const { shown, isVague } = useDateText()(edtf, style);
  if (!isVague) return <time dateTime={edtf}>{shown}</time>;
  return (
    <span class="fuzzy" title={told === undefined ? edtf : `${edtf} “${told}”`}>
      {shown}
    </span>
  );
};
