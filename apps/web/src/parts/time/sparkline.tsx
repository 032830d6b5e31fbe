import type { Moments } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { dayText } from '../../model/dates.js';
import type { Axis } from '../../model/moment.js';
import { barsOf, bucketOf, placeOf, type Scale } from '../../model/scale.js';
import { percent } from './percent.js';

type Props = Readonly<{
  scale: Scale;
  axis: Axis;
  moments: Moments | undefined;
  day: string;
  isNow: boolean;
  since?: string;
}>;

/** How many facts fall on each week of the axis. Those after the moment, or before `since`, stay, hollow: one sees where one may go. */
export const Sparkline = ({ scale, axis, moments, day, isNow, since = '' }: Props) => {
  const { say, language } = useMessages();
  const bucket = bucketOf(scale);
  const days = moments?.[axis].days ?? [];
  const bars = barsOf(scale, days, bucket);
  const before = bars.filter(({ from }) => from <= day);
  const highest = bars.toSorted((a, b) => b.events - a.events)[0];
  const last = moments?.[axis].last;
  const most =
    highest && say(`facts.most.${bucket}`, { count: highest.events, day: dayText(highest.from, language, 'long') });
  const total = days.reduce((sum, { events }) => sum + events, 0);
  const { fuzzy = [], undated = 0 } = axis === 'happenedBy' ? (moments?.happenedBy ?? {}) : {};
  const sentence = [
    say('facts.all', { count: total }),
    most,
    fuzzy.length > 0 && say('facts.vague'),
    undated > 0 && say('facts.undated', { count: undated }),
  ];
  return (
    <>
      <p class="rowname">{say(`facts.by.${bucket}`)}</p>
      <div class="spark" role="img" aria-label={sentence.filter(Boolean).join(' ')}>
        {bars.map(({ from, to, place, width, height }) => (
          <i
            key={from}
            class={from <= day && to > since ? 'bar' : 'bar after'}
            style={{ '--x': percent(place), '--w': percent(width), '--n': String(height) }}
          />
        ))}
        {most && highest && isNow && highest.place < 0.7 && (
          <span class="note peak" style={{ '--x': percent(highest.place + highest.width) }}>
            {most}
          </span>
        )}
        {!isNow && before.length < bars.length && (
          <span class="note" style={{ '--x': percent(Math.min(0.72, bars.at(-1)!.place + bars.at(-1)!.width)) }}>
            {say('facts.later')}
          </span>
        )}
        {isNow && last !== undefined && placeOf(scale, last) < 0.7 && (
          <span class="note" style={{ '--x': percent(placeOf(scale, last) + 0.02) }}>
            {say('facts.noneSince', { day: dayText(last, language, 'long') })}
          </span>
        )}
      </div>
    </>
  );
};
