import type { Reading } from '#edtf/said/reading.js';
import { useMessages } from '../../../messages/use-messages.js';
import { type RecordTextId, type TellRecord, useRecordTexts } from '../../../messages/record-texts.js';
import { useDateText } from '../../../parts/fact-date.js';
import { dayText } from '../../../model/dates.js';
import { fieldText } from '../../../model/event-changes.js';
import { nameIn } from '../../../model/names.js';
import type { Dated } from '../../../model/record/commands.js';
import { POSITION_KINDS } from '../../../model/record/kinds.js';
import type { RightField } from '../../../model/record/right.js';
import type { RightFault } from '../../../model/record/right-faults.js';
import { Glyph } from '../../../parts/glyph.js';
import type { EventPage } from '../../../types/types.gen.js';
import { Choice } from '../choice.js';
import { faultText } from '../fault-text.js';
import type { Known } from '../use-known.js';

type Props = Readonly<{
  field: RightField;
  event: EventPage;
  known: Known | undefined;
  value: string;
  change: (value: string) => void;
  date: Dated | undefined;
  /** What the words of a date can mean, and from which day they are read. */
  readings: readonly Reading[];
  readFrom: string;
  chooseReading: (edtf: string) => void;
  faults: readonly RightFault[];
}>;

export const rightId = (field: string): string => `right-${field}`;

/** What a field is called. Most have a name in each language, others only that of the API. */
export const FieldName = ({ name }: Readonly<{ name: string }>) => {
  const tell = useRecordTexts();
  const id = NAMES[name];
  return id === undefined ? <span lang="en">{fieldText(`/${name}`)}</span> : <>{tell(id)}</>;
};
const NAMES: Readonly<Record<string, RecordTextId>> = {
  when: 'field.when',
  text: 'field.text',
  outcome: 'contact.outcome',
  summary: 'right.summary',
  reason: 'right.why',
  comment: 'field.comment',
  kind: 'field.kind',
  direction: 'position.change',
  language: 'field.language',
  answer: 'field.answer',
  title: 'field.title',
  name: 'right.name',
  post: 'new.post',
  place: 'field.place',
  mode: 'contact.how',
  durationText: 'field.duration',
  attribution: 'said.attribution',
  verbatim: 'said.verbatim',
  speakerId: 'field.who',
  personId: 'field.who',
  partyId: 'who.position',
  actorId: 'who.position',
  issueId: 'field.issue',
  meetingId: 'field.meeting',
};

/** A value as it is read: names for ids, words for codes, days for a date. */
export const useShown = (event: EventPage) => {
  const { say } = useMessages();
  const dateIn = useDateText();
  const tell = useRecordTexts();
  return (field: RightField, value: string): string => {
    if (value === '') return tell('right.none');
    if (field.as === 'name') return nameIn(event.names, field.kind, value) ?? say('names.hidden');
    if (field.as === 'choice') return choiceText(field.key, value, tell, say as never);
    if (field.as !== 'when') return value;
    const { occurredOn, occurredText } = event;
    const days = occurredOn === undefined ? '' : dateIn(occurredOn, 'long').shown;
    return occurredText === undefined ? days : `“${occurredText}”, ${days}`;
  };
};

const choiceText = (key: string, value: string, tell: TellRecord, say: (id: string) => string): string => {
  if (value === '') return tell('choose');
  if (key === 'verbatim') return tell(value === 'true' ? 'said.wordForWord' : 'said.inOtherWords');
  if (key === 'answer') return tell(`answer.${value}` as RecordTextId);
  if (key === 'attribution') return tell(`attribution.${value}` as RecordTextId);
  if (key === 'direction') return tell(`change.${value}` as RecordTextId);
  if (key === 'mode') return say(`mode.${value}`);
  if (value === 'true' || value === 'false') return tell(value === 'true' ? 'right.yes' : 'right.no');
  if (value === 'person' || value === 'body') return tell(`nameKind.${value}`);
  return (POSITION_KINDS as readonly string[]).includes(value)
    ? say(`kind.${value}`)
    : tell(`statementKind.${value}` as RecordTextId);
};

/** A field as it stands, and beside it as it should be. */
export const RightRow = (props: Props) => {
  const { field, event, known, value, change, faults } = props;
  const { say } = useMessages();
  const tell = useRecordTexts();
  const shown = useShown(event);
  const own = faults.filter((fault) => fault.field === field.key);
  const id = rightId(field.key);
  const why = `${id}-why`;
  const about = own.length > 0 ? ({ 'aria-invalid': true, 'aria-describedby': why } as const) : {};
  return (
    <tr class={own.length > 0 ? 'err' : ''}>
      <th scope="row">
        <label for={id}>
          <FieldName name={field.key} />
        </label>
      </th>
      <td class={field.value === '' ? 'dim' : 'rec'} dir="auto">
        {shown(field, field.value)}
      </td>
      <td>
        {field.as === 'choice' || field.as === 'name' ? (
          <Choice
            id={id}
            value={value}
            values={field.as === 'choice' ? field.values : idsOf(field, known)}
            text={(one) =>
              field.as === 'choice'
                ? choiceText(field.key, one, tell, say as never)
                : (labelOf(field, one, known) ?? nameIn(event.names, field.kind, one) ?? tell('choose'))
            }
            choose={change}
            {...about}
          />
        ) : field.as === 'words' ? (
          <textarea
            id={id}
            class="in"
            rows={1}
            dir="auto"
            value={value}
            {...about}
            onInput={({ currentTarget }) => change(currentTarget.value)}
          />
        ) : (
          <input
            id={id}
            class="in"
            dir="auto"
            autocomplete="off"
            value={value}
            {...about}
            onInput={({ currentTarget }) => change(currentTarget.value)}
          />
        )}
        {field.as === 'when' && <Meant {...props} />}
        {own.length > 0 && (
          <div class="why" id={why}>
            {own.map((fault, n) => (
              <p key={n}>
                <Glyph name="warn" />
                {'code' in fault ? faultText(fault, tell) : <bdi lang="en">{fault.detail}</bdi>}
              </p>
            ))}
          </div>
        )}
      </td>
    </tr>
  );
};

/** The days that words mean, the day from which they are read, and what else they can mean. */
const Meant = ({ field, value, date, readings, readFrom, chooseReading }: Props) => {
  const { language } = useMessages();
  const dateIn = useDateText();
  const tell = useRecordTexts();
  // As it stands, it can be seen beside it what the words mean.
  const isShown = date !== undefined && (value !== field.value || readings.length > 1);
  return (
    <>
      {isShown && (
        <p class="hint" role="status">
          {dateIn(date.edtf, 'full').shown} · {tell('when.fromDay', { day: dayText(readFrom, language, 'long') })}
        </p>
      )}
      {readings.length > 1 && (
        <fieldset class="mini">
          <legend>{tell('when.orElse')}</legend>
          {readings.map(({ edtf, why }) => (
            <label key={edtf} title={tell(`date.${why}`)}>
              <input
                type="radio"
                name="right-reading"
                checked={edtf === date?.edtf}
                onChange={() => chooseReading(edtf)}
              />
              {dateIn(edtf, 'long').shown}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
};

type NameField = Extract<RightField, { as: 'name' }>;
const listOf = ({ kind }: NameField, known: Known | undefined): readonly Readonly<{ id: string; label: string }>[] => {
  if (known === undefined) return [];
  if (kind === 'issue') return known.issues.items.map(({ id, title }) => ({ id, label: title }));
  if (kind === 'meeting') return known.meetings.items.map(({ id, title }) => ({ id, label: title }));
  return known.names.items
    .filter((one) => (one.kind === 'party') === (kind === 'party'))
    .map(({ id, name }) => ({ id, label: name }));
};
const idsOf = (field: NameField, known: Known | undefined): readonly string[] => [
  ...new Set(['', field.value, ...listOf(field, known).map(({ id }) => id)]),
];
const labelOf = (field: NameField, id: string, known: Known | undefined) =>
  listOf(field, known).find((one) => one.id === id)?.label;
