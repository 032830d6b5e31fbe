import { useRecordTexts } from '../../messages/record-texts.js';
import { useDateText } from '../../parts/fact-date.js';
import type { Listed } from '../../model/record/kept.js';
import type { ParticipationStatus } from '../../types/types.gen.js';
import { Choice, useNameOf } from './choice.js';
import { Field, fieldId, wrong } from './field.js';
import type { FormProps } from './form-props.js';
import { NotWhole } from './not-whole.js';
import type { KnownMeeting } from './use-known.js';

const ANSWERS: readonly (ParticipationStatus | '')[] = ['', 'ACCEPTED', 'DECLINED', 'TENTATIVE', 'DELEGATED'];
const OVER = ['held', 'cancelled'];

/** Meetings that are to come first, the others from the latest. */
export const inOrder = (meetings: readonly KnownMeeting[]): readonly KnownMeeting[] =>
  meetings.toSorted(
    (one, other) =>
      Number(OVER.includes(one.status)) - Number(OVER.includes(other.status)) ||
      (other.on ?? '').localeCompare(one.on ?? ''),
  );

/** To which invitation, what the answer was, and in which words. */
export const AnswerFields = ({ entry, change, known, faults }: FormProps) => {
  const tell = useRecordTexts();
  const { items } = known.meetings;
  return (
    <>
      <Field field="meeting" label={tell('answer.meeting')} faults={faults}>
        <MeetingChoice
          meetings={known.meetings}
          value={entry.meetingId}
          choose={(meetingId) => change({ meetingId })}
          faults={faults}
        />
        {items.length === 0 && <p class="hint">{tell('answer.noMeeting')}</p>}
      </Field>
      <Field field="answer" label={tell('answer.label')} faults={faults}>
        <Choice
          field="answer"
          value={entry.answer}
          values={ANSWERS}
          text={(answer) => (answer === '' ? tell('choose') : tell(`answer.${answer}`))}
          choose={(answer) => change({ answer })}
          {...wrong('answer', faults)}
        />
      </Field>
      <Field field="text" label={tell('said.label')} faults={faults}>
        <textarea
          id={fieldId('text')}
          class="in"
          rows={1}
          dir="auto"
          value={entry.text}
          {...wrong('text', faults)}
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
      </Field>
    </>
  );
};

type ChoiceProps = Readonly<{
  meetings: Listed<KnownMeeting>;
  value: string;
  choose: (id: string) => void;
  faults: FormProps['faults'];
}>;
export const MeetingChoice = ({ meetings: { items: meetings, isWhole }, value, choose, faults }: ChoiceProps) => {
  const dateIn = useDateText();
  const nameOf = useNameOf();
  const text = (id: string) => {
    const meeting = meetings.find((one) => one.id === id);
    if (meeting === undefined) return nameOf(id, undefined);
    return meeting.on === undefined ? meeting.title : `${meeting.title} (${dateIn(meeting.on).shown})`;
  };
  return (
    <>
      <Choice
        field="meeting"
        value={value}
        values={['', ...inOrder(meetings).map(({ id }) => id)]}
        text={text}
        choose={choose}
        {...wrong('meeting', faults)}
      />
      <NotWhole isWhole={isWhole} count={meetings.length} />
    </>
  );
};
