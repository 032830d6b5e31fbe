import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { heldOn, isHeldOn } from '../../model/record/commands.js';
import { hasMode } from '../../model/record/shown.js';
import type { MeetingMode } from '../../types/types.gen.js';
import { Choice } from './choice.js';
import { Field, fieldId, wrong } from './field.js';
import type { FormProps } from './form-props.js';

const CALLS: readonly MeetingMode[] = ['video-call', 'phone-call', 'written-exchange'];
const MEETINGS: readonly MeetingMode[] = ['in-person', 'hybrid', 'video-call'];

/** A call or a meeting: how, how long, where, and what came of it. */
export const ContactFields = ({ entry, change, faults, dated }: FormProps) => {
  const { say } = useMessages();
  const tell = useRecordTexts();
  const isCall = entry.form === 'call';
  const isHeld = isHeldOn(entry, dated.date, dated.today);
  const held = heldOn(entry, dated.date, dated.today);
  return (
    <>
      <Field field={isCall ? 'duration' : 'place'} label={tell('contact.how')} faults={faults} beside={['held']}>
        {!isCall && (
          <div class="mini" role="radiogroup" aria-label={tell('contact.isHeld')}>
            {([true, false] as const).map((one) => (
              <label key={String(one)}>
                <input
                  id={one ? fieldId('held') : undefined}
                  type="radio"
                  name="held"
                  checked={held === one}
                  {...wrong('held', faults)}
                  onChange={() => change({ isHeld: one })}
                />
                {tell(one ? 'contact.held' : 'contact.planned')}
              </label>
            ))}
          </div>
        )}
        <div class="half">
          {hasMode(entry) && (
            <Choice
              label={tell('contact.mode')}
              value={entry.mode}
              values={isCall ? CALLS : MEETINGS}
              text={(mode) => say(`mode.${mode}`)}
              choose={(mode) => change({ mode })}
            />
          )}
          {isCall ? (
            <input
              id={fieldId('duration')}
              class="in"
              dir="auto"
              aria-label={tell('contact.duration')}
              placeholder={tell('contact.durationExample')}
              value={entry.duration}
              {...wrong('duration', faults)}
              onInput={({ currentTarget }) => change({ duration: currentTarget.value })}
            />
          ) : (
            <input
              id={fieldId('place')}
              class="in"
              dir="auto"
              aria-label={tell('contact.place')}
              placeholder={tell('contact.place')}
              value={entry.place}
              {...wrong('place', faults)}
              onInput={({ currentTarget }) => change({ place: currentTarget.value })}
            />
          )}
        </div>
      </Field>
      <Field field="text" label={tell(isHeld ? 'contact.outcome' : 'contact.about')} faults={faults}>
        <textarea
          id={fieldId('text')}
          class="in"
          rows={2}
          dir="auto"
          value={entry.text}
          {...wrong('text', faults)}
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
      </Field>
    </>
  );
};
