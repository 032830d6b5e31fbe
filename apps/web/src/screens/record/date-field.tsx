import type { Reading } from '#edtf/said/reading.js';
import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { dayText } from '../../model/dates.js';
import { hasChoice, nextReading } from '../../model/record/dated.js';
import { monthsOf } from '../../model/record/strip.js';
import { isComposing } from '../../parts/is-composing.js';
import { useDateText } from '../../parts/fact-date.js';
import { Field, fieldId, wrong } from './field.js';
import type { FormProps } from './form-props.js';

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

/** When: typed as it was said, shown as the days that it means, read from the day of the source. Arrow keys choose another reading, so that Tab goes on. */
export const DateField = ({ entry, change, faults, dated }: FormProps) => {
  const { language } = useMessages();
  const tell = useRecordTexts();
  const { readings, date, from, isToday, today } = dated;
  const since = from === today ? 'when.fromToday' : 'when.fromTyped';
  const dateIn = useDateText();
  const choose = ({ edtf, why }: Pick<Reading, 'edtf' | 'why'>) => change({ reading: edtf, readingWhy: why });
  const text = (edtf: string) => dateIn(edtf, 'long').shown;
  return (
    <Field field="when" label={tell('when.label')} faults={faults}>
      <input
        id={fieldId('when')}
        class="in"
        autocomplete="off"
        dir="auto"
        value={entry.when}
        {...wrong('when', faults)}
        onInput={({ currentTarget }) => change({ when: currentTarget.value, reading: '', readingWhy: '' })}
        onKeyDown={(event) => {
          const by = STEPS[event.key];
          if (by === undefined || !hasChoice(dated) || isComposing(event)) return;
          event.preventDefault();
          choose(nextReading(dated, by));
        }}
      />
      {date && <Strip date={date} from={from} />}
      <p class="reads" role="status">
        {date === undefined ? (
          <span>{entry.when.trim() === '' ? tell('when.hint') : '\u00A0'}</span>
        ) : (
          <>
            <b>{text(date.edtf)}</b>
            <span class="srcday">
              {tell(isToday ? since : 'when.fromSource', { day: dayText(from, language, 'long') })}
            </span>
            {entry.when.trim() !== date.edtf && <span>{tell('when.asSaid')}</span>}
          </>
        )}
      </p>
      {hasChoice(dated) && (
        <fieldset class="mini">
          <legend>
            {tell('when.orElse')} <kbd>↓</kbd> <kbd>↑</kbd>
          </legend>
          {readings.map(({ edtf, why }) => (
            <label key={edtf} title={tell(`date.${why}`)}>
              <input
                type="radio"
                name="reading"
                tabIndex={-1}
                checked={edtf === date?.edtf}
                onChange={() => choose({ edtf, why })}
              />
              {text(edtf)}
            </label>
          ))}
        </fieldset>
      )}
    </Field>
  );
};

type StripProps = Readonly<{ date: NonNullable<FormProps['dated']['date']>; from: string }>;

/** The days of a month. What they say stands below in words. */
const Strip = ({ date, from }: StripProps) => {
  const { language } = useMessages();
  const months = monthsOf(date, from);
  return (
    <div aria-hidden="true">
      {months.map(({ first, days }) => (
        <div key={first} class="strip">
          {months.length > 1 && <span class="dim tiny">{dayText(first, language, 'monthOfYear')}</span>}
          <div class="days">
            {days.map(({ n, isMeant, isSource }) => (
              <i key={n} class={[isMeant && 'on', isSource && 'src'].filter(Boolean).join(' ')}>
                {n}
              </i>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
};
