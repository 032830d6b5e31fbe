import { useMessages } from '../messages/use-messages.js';
import { dateText, type DateStyle } from '../model/dates.js';

type Props = Readonly<{ edtf: string; text?: string | undefined; style?: DateStyle }>;

/** A date of the record. A vague one is underlined, and shows what it may mean and in which words it was told. */
export const FactDate = ({ edtf, text: told, style = 'medium' }: Props) => {
  const { language, say } = useMessages();
  const { text, isVague, open } = dateText(edtf, language, style);
  const shown = open === undefined ? text : say(open === 'from' ? 'date.from' : 'date.until', { date: text });
  if (!isVague) return <time dateTime={edtf}>{shown}</time>;
  return (
    <span class="fuzzy" title={told === undefined ? edtf : `${edtf} “${told}”`}>
      {shown}
    </span>
  );
};
