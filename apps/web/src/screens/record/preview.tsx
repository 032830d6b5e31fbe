import { useRecordTexts } from '../../messages/record-texts.js';
import { useDateText } from '../../parts/fact-date.js';
import type { Result } from '../../model/record/faults.js';
import type { DryRun } from '../../types/types.gen.js';
import type { FormProps } from './form-props.js';
import type { Trial } from './use-trial.js';

type Props = Pick<FormProps, 'entry' | 'dated'> &
  Readonly<{ trial: Trial | undefined; sentence: string | undefined; isOffline: boolean }>;

/** What the record will say: the sentence of the service, or without a line that of the page; the day; the words. */
export const Preview = ({ entry, dated, trial, sentence, isOffline }: Props) => {
  const dateIn = useDateText();
  const tell = useRecordTexts();
  const results = trial !== undefined && 'results' in trial ? trial.results : [];
  const told = results.flatMap(({ status, body }: Result) => (status === 200 ? [body as DryRun] : []));
  const sentences = told.flatMap(({ events }) => events.map(({ text }) => text));
  const shown = sentences.length > 0 ? sentences : sentence === undefined ? [] : [sentence];
  const warnings = told.flatMap((one) => one.warnings ?? []);
  return (
    <section class="sec">
      <h2>{tell('preview.title')}</h2>
      {shown.length === 0 ? (
        <p class="dim">{tell('preview.nothing')}</p>
      ) : (
        <>
          {/* What was typed is not read out again. */}
          <div aria-live="polite">
            {shown.map((text) => (
              <p key={text} class="rec">
                {text}
              </p>
            ))}
          </div>
          {dated.date !== undefined && (
            <p class="by">
              <span class="fuzzy">{dateIn(dated.date.edtf, 'long').shown}</span>
              {entry.when.trim() !== dated.date.edtf && (
                <>
                  {' '}
                  <bdi>“{entry.when.trim()}”</bdi>
                </>
              )}
            </p>
          )}
          {entry.text.trim() !== '' && (
            <p class="rec words" dir="auto">
              {entry.text}
            </p>
          )}
        </>
      )}
      {warnings.map((warning, n) => (
        <p key={n} class="by wait">
          {tell(`warning.${warning.code}`)}
        </p>
      ))}
      {isOffline && shown.length > 0 && <p class="dim small">{tell('preview.unchecked')}</p>}
    </section>
  );
};
