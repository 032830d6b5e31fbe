import { useRecordTexts } from '../../../messages/record-texts.js';
import { rightFields, type Theirs } from '../../../model/record/right.js';
import type { EventPage } from '../../../types/types.gen.js';
import { FieldName, useShown } from './right-row.js';

type Props = Readonly<{
  event: EventPage;
  theirs: readonly Theirs[];
  typed: Readonly<Record<string, string>>;
  /** Gives up what was typed in a field. */
  take: (changes: Readonly<Record<string, string>>) => void;
}>;

/** It was put right by another since it was opened: theirs beside yours, field by field. */
export const Meanwhile = ({ event, theirs, typed, take }: Props) => {
  const tell = useRecordTexts();
  const shown = useShown(event);
  const fields = new Map(rightFields(event).map((field) => [field.key, field]));
  const by = event.corrections.at(-1);
  return (
    <section class="meanwhile" role="alert">
      <h2>{tell('right.meanwhile', { person: by?.recordedBy ?? '' })}</h2>
      {by?.reason !== undefined && (
        <p class="rec" dir="auto">
          {by.reason}
        </p>
      )}
      <table class="ba">
        <thead>
          <tr>
            <td />
            <th scope="col">{tell('right.theirs')}</th>
            <th scope="col">{tell('right.yours')}</th>
          </tr>
        </thead>
        <tbody>
          {theirs.map(({ key, now }) => {
            const field = fields.get(key);
            const yours = typed[key];
            return (
              <tr key={key}>
                <th scope="row">
                  <FieldName name={key} />
                </th>
                <td class="rec" dir="auto">
                  {field === undefined ? now : shown(field, now)}
                </td>
                <td class="rec" dir="auto">
                  {yours === undefined ? (
                    <span class="dim">{tell('right.untouched')}</span>
                  ) : (
                    <>
                      {field === undefined || field.as === 'when' ? yours : shown(field, yours)}{' '}
                      <button type="button" class="plain" onClick={() => take({ [key]: now })}>
                        {tell('right.takeTheirs')}
                      </button>
                    </>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
};
