import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import type { ChangesView } from '../../model/changes-view.js';
import { dayText, isDay } from '../../model/dates.js';
import { AXES, type Moment } from '../../model/moment.js';
import { firstDayIn, placeOf, scaleOf, ticksBeside } from '../../model/scale.js';
import { Hand } from '../../parts/time/hand.js';
import { percent } from '../../parts/time/percent.js';
import { Sparkline } from '../../parts/time/sparkline.js';
import type { Moments } from '../../types/types.gen.js';
import type { Change } from './use-changes-view.js';
import type { Question } from './use-question.js';

type Props = Readonly<{
  view: ChangesView;
  change: Change;
  question: Question;
  moments: Moments | undefined;
  /** The first of both moments, as far as it is known. */
  since: string | undefined;
  today: string;
}>;

/** From when to when: the axis, both days, and where they lie among the facts. */
export const Range = ({ view, change, question, moments, since: known, today }: Props) => {
  const { say, language } = useMessages();
  const tell = useChangesTexts();
  const [held, hold] = useState<Readonly<{ since?: string | undefined; until?: string | undefined }>>({});
  const first = firstDayIn(moments) ?? today;
  const since = held.since ?? view.since ?? known ?? today;
  const until = held.until ?? view.until ?? today;
  const scale = useMemo(() => scaleOf(since < first ? since : first, today), [since < first ? since : first, today]);
  const [from, to] = [placeOf(scale, since), placeOf(scale, until)];
  const settleSince = (day: string) => {
    hold({});
    change({ since: day });
  };
  const settleUntil = (day: string) => {
    hold({});
    change({ until: day >= today ? undefined : day });
  };
  /** One hand on the axis. The changes are asked for once it rests. */
  const control = (day: string, show: (day: string) => void, settle: (day: string) => void) => ({
    axis: view.axis,
    moment: day >= today ? undefined : { axis: view.axis, day },
    isWrong: false,
    show: (moment: Moment | undefined) => show(moment?.day ?? today),
    settle: (moment: Moment | undefined) => settle(moment?.day ?? today),
    chooseAxis: (axis: ChangesView['axis']) => change({ axis }),
  });
  const notAfterUntil = (day: string) => (day > until ? until : day);
  const notBeforeSince = (day: string) => (day < since ? since : day);
  return (
    <section class="score slim" aria-label={tell('changes.range')}>
      <div class="timetools">
        <fieldset class="lens">
          <legend>{say('axis.label')}</legend>
          {AXES.map((axis) => (
            <label key={axis}>
              <input type="radio" name="axis" checked={view.axis === axis} onChange={() => change({ axis })} />{' '}
              {say(`axis.${axis}`)}
            </label>
          ))}
        </fieldset>
        <Day name={tell('changes.since')} day={since} last={until} choose={settleSince} />
        {question.since?.by !== 'place' && question.place?.token !== undefined && (
          <button
            type="button"
            class="plain"
            onClick={() => change({ axis: 'asOf', since: undefined, until: undefined })}
          >
            {tell('changes.toPlace')}
          </button>
        )}
        <Day name={tell('changes.until')} day={until} last={today} choose={settleUntil} />
        {view.until !== undefined && (
          <button type="button" class="plain" onClick={() => settleUntil(today)}>
            {say('moment.now')}
          </button>
        )}
      </div>
      <div class="picture">
        <div class="axis" aria-hidden="true">
          <i class="between" style={{ '--x': percent(from), '--w': percent(Math.max(0, to - from)) }} />
        </div>
        <Sparkline
          scale={scale}
          axis={view.axis}
          moments={moments}
          day={until}
          isNow={view.until === undefined}
          since={since}
        />
        <div class="ticks" aria-hidden="true">
          {ticksBeside(scale, since).map((tick) => (
            <span key={tick.day} style={{ '--x': percent(placeOf(scale, tick.day)) }}>
              {dayText(tick.day, language, tick.style)}
            </span>
          ))}
        </div>
        <div class={to - from < NEAR ? 'axis near' : 'axis'}>
          <Hand
            scale={scale}
            control={control(
              since,
              (day) => hold({ since: notAfterUntil(day) }),
              (day) => settleSince(notAfterUntil(day)),
            )}
            day={since}
            today={today}
            first={first}
            label={tell('changes.since')}
          />
          <Hand
            scale={scale}
            control={control(
              until,
              (day) => hold({ until: notBeforeSince(day) }),
              (day) => settleUntil(notBeforeSince(day)),
            )}
            day={until}
            today={today}
            first={first}
            label={tell('changes.until')}
          />
        </div>
      </div>
    </section>
  );
};

/** Closer than this, the dates of both hands would cover each other. */
const NEAR = 0.18;

type DayProps = Readonly<{ name: string; day: string; last: string; choose: (day: string) => void }>;

/** A day that is typed goes through others on its way, year 2 and year 20 among them: it is asked for once it rests. */
const TYPED_MS = 500;
const FIRST_YEAR = '1900';

const Day = ({ name, day, last, choose }: DayProps) => {
  const [typed, type] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  const onInput = (value: string) => {
    type(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      type(undefined);
      if (value !== day && isDay(value) && FIRST_YEAR < value && value <= last) choose(value);
    }, TYPED_MS);
  };
  return (
    <label class="pick">
      {name}{' '}
      <input type="date" value={typed ?? day} max={last} onInput={({ currentTarget: { value } }) => onInput(value)} />
    </label>
  );
};
