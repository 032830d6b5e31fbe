import { useRecordTexts } from '../../messages/record-texts.js';
import { ATTRIBUTIONS, STATEMENT_KINDS } from '../../model/record/kinds.js';
import { Choice } from './choice.js';
import { Field, fieldId, Why, wrong } from './field.js';
import type { FormProps } from './form-props.js';

/** What was said: the words, whether they are verbatim, where and in which language. */
export const StatementFields = ({ entry, change, faults }: FormProps) => {
  const tell = useRecordTexts();
  return (
    <Field field="text" label={tell('said.label')} faults={faults} beside={['language']}>
      <textarea
        id={fieldId('text')}
        class="in"
        rows={2}
        dir="auto"
        value={entry.text}
        {...wrong('text', faults)}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
      />
      <div class="mini" role="radiogroup" aria-label={tell('said.verbatim')}>
        {([true, false] as const).map((verbatim) => (
          <label key={String(verbatim)}>
            <input
              type="radio"
              name="verbatim"
              checked={entry.verbatim === verbatim}
              onChange={() => change({ verbatim })}
            />
            {tell(verbatim ? 'said.wordForWord' : 'said.inOtherWords')}
          </label>
        ))}
      </div>
      <div class="three">
        <label>
          {tell('said.kind')}
          <Choice
            field="kind"
            value={entry.kind}
            values={STATEMENT_KINDS}
            text={(kind) => tell(`statementKind.${kind}`)}
            choose={(kind) =>
              change({
                kind,
                // What was said in private is not on the record.
                ...(kind === 'private-remark' &&
                  entry.attribution === 'on-the-record' && { attribution: 'background' as const }),
              })
            }
            {...wrong('kind', faults)}
          />
        </label>
        <label>
          {tell('said.attribution')}
          <Choice
            value={entry.attribution}
            values={ATTRIBUTIONS}
            text={(attribution) => tell(`attribution.${attribution}`)}
            choose={(attribution) => change({ attribution })}
          />
        </label>
        <label>
          {tell('said.language')}
          <input
            id={fieldId('language')}
            class="in"
            maxLength={35}
            autocomplete="off"
            placeholder="en"
            value={entry.language}
            {...wrong('language', faults)}
            onInput={({ currentTarget }) => change({ language: currentTarget.value })}
          />
        </label>
      </div>
      {faults.some(({ field }) => field === 'kind') && <Why field="kind" faults={faults} />}
    </Field>
  );
};
