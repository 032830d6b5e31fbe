import { useMessages } from '../../messages/use-messages.js';
import type { DateStyle } from '../../model/dates.js';
import { FactDate } from '../../parts/fact-date.js';

type Props = Readonly<{
  planned: Readonly<Partial<Record<'on' | 'time' | 'zone' | 'text', string | undefined>>>;
  style?: DateStyle;
}>;

/** For when something is planned, as it was told: the day, the hour on the clocks of its zone, and the words. Paper shows no hints. */
export const Planned = ({ planned: { on, time, zone, text }, style = 'medium' }: Props) => {
  const { say } = useMessages();
  const clock = [time, zone !== undefined && (time === undefined ? zone : `(${zone})`)].filter(Boolean).join(' ');
  return (
    <>
      {on !== undefined && <FactDate edtf={on} text={text} style={style} />}
      {on !== undefined && clock !== '' && ' '}
      {clock !== '' && <bdi>{clock}</bdi>}
      {(on !== undefined || clock !== '') && text !== undefined && say('text.comma')}
      {text !== undefined && <bdi>“{text}”</bdi>}
    </>
  );
};
