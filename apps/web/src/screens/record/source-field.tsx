import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { dayText } from '../../model/dates.js';
import { gradeIn, withDay } from '../../model/record/source.js';
import { Field, fieldId, focusOn, wrong } from './field.js';
import type { FormProps } from './form-props.js';

/** Where it was told, on which day, and how reliable that is. It is kept for the next record. */
export const SourceField = ({ entry, change, faults, dated, isKept }: FormProps) => {
  const { language } = useMessages();
  const tell = useRecordTexts();
  const { source } = dated;
  return (
    <Field field="source" label={tell('source.label')} faults={faults} beside={['grade']}>
      <div class="two">
        <input
          id={fieldId('source')}
          class="in"
          autocomplete="off"
          dir="auto"
          value={entry.source}
          placeholder={tell('source.example')}
          {...wrong('source', faults)}
          onInput={({ currentTarget }) => change({ source: currentTarget.value })}
        />
        <input
          id={fieldId('grade')}
          class="in"
          autocomplete="off"
          maxLength={8}
          placeholder="C2"
          aria-label={tell('grade.label')}
          value={entry.grade}
          {...wrong('grade', faults)}
          onInput={({ currentTarget }) => change({ grade: gradeIn(currentTarget.value) })}
        />
      </div>
      {source?.days !== undefined && (
        <p class="reads" role="group" aria-label={tell('source.whichDay')}>
          {tell('source.whichDay')}{' '}
          {source.days.map((day) => (
            <button
              key={day}
              type="button"
              class="plain"
              onClick={() => {
                change({ source: withDay(entry.source, day) });
                focusOn('source');
              }}
            >
              {dayText(day, language, 'long')}
            </button>
          ))}
        </p>
      )}
      <p class="hint">
        {source === undefined
          ? tell('source.none')
          : source.publishedOn === undefined
            ? source.days === undefined && tell('source.noDay')
            : tell('source.day', { day: dayText(dated.from, language, 'long') })}
        {source !== undefined && entry.grade === '' && ` ${tell('grade.none')}`}
        {isKept && ` ${tell('source.kept')}`}
      </p>
    </Field>
  );
};
