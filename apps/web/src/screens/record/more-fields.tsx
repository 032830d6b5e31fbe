import { useState } from 'preact/hooks';
import { useRecordTexts } from '../../messages/record-texts.js';
import type { Entry } from '../../model/record/entry.js';
import type { Fault } from '../../model/record/faults.js';
import { levelOf, type More, moreOf, takesLevel } from '../../model/record/shown.js';
import { MeetingChoice } from './answer-fields.js';
import { Choice, useNameOf } from './choice.js';
import { Field, fieldId, focusOn, wrong } from './field.js';
import type { FormProps } from './form-props.js';

const VALUES: Readonly<Record<More, keyof Entry>> = {
  to: 'toId',
  issue: 'issueId',
  meeting: 'meetingId',
  title: 'title',
  comment: 'comment',
  level: 'level',
};

/** Fields that are shown when they are asked for, have something, or have something wrong. */
export const MoreFields = (props: FormProps) => {
  const { entry, faults } = props;
  const tell = useRecordTexts();
  const [asked, ask] = useState<readonly More[]>([]);
  const isShown = (more: More) =>
    asked.includes(more) || entry[VALUES[more]] !== '' || faults.some((fault: Fault) => fault.field === more);
  const all = moreOf(entry);
  const rest = all.filter((more) => !isShown(more));
  return (
    <>
      {all.filter(isShown).map((more) => (
        <One key={more} more={more} {...props} />
      ))}
      {rest.length > 0 && (
        <div class="f">
          <span class="lab">{tell('more.label')}</span>
          <div class="c add">
            {rest.map((more) => (
              <button
                key={more}
                type="button"
                class="plain"
                onClick={() => {
                  ask([...asked, more]);
                  focusOn(more);
                }}
              >
                {tell(`more.${more}`)}
              </button>
            ))}
          </div>
        </div>
      )}
    </>
  );
};

const One = ({ more, entry, change, known, faults, levels }: FormProps & Readonly<{ more: More }>) => {
  const tell = useRecordTexts();
  const nameOf = useNameOf();
  const parties = known.names.items.filter(({ kind }) => kind === 'party');
  const { items: issues } = known.issues;
  return (
    <Field field={more} label={tell(`field.${more}`)} faults={faults}>
      {more === 'to' && (
        <Choice
          field="to"
          value={entry.toId}
          values={['', ...parties.map(({ id }) => id)]}
          text={(id) => nameOf(id, parties.find((one) => one.id === id)?.name)}
          choose={(toId) => change({ toId })}
          {...wrong('to', faults)}
        />
      )}
      {more === 'issue' && (
        <Choice
          field="issue"
          value={entry.issueId}
          values={['', ...issues.map(({ id }) => id)]}
          text={(id) => nameOf(id, issues.find((one) => one.id === id)?.title)}
          choose={(issueId) => change({ issueId })}
          {...wrong('issue', faults)}
        />
      )}
      {more === 'meeting' && (
        <MeetingChoice
          meetings={known.meetings}
          value={entry.meetingId}
          choose={(meetingId) => change({ meetingId })}
          faults={faults}
        />
      )}
      {more === 'level' &&
        (takesLevel(entry) ? (
          <>
            <Choice
              field="level"
              value={entry.level}
              values={['', ...levels]}
              text={(level) => (level === '' ? tell('level.usual') : level.toUpperCase())}
              choose={(level) => change({ level })}
              {...wrong('level', faults)}
            />
            <p class="hint">{tell('level.hint')}</p>
          </>
        ) : (
          <NotOwnLevel entry={entry} change={change} faults={faults} />
        ))}
      {(more === 'title' || more === 'comment') && (
        <input
          id={fieldId(more)}
          class="in"
          dir="auto"
          value={entry[more]}
          {...wrong(more, faults)}
          onInput={({ currentTarget }) => change({ [more]: currentTarget.value })}
        />
      )}
    </Field>
  );
};

/** The level that is kept for the next record, in a form that cannot have one: it stays, and is not sent. */
const NotOwnLevel = ({ entry, change, faults }: Pick<FormProps, 'entry' | 'change' | 'faults'>) => {
  const tell = useRecordTexts();
  const level = entry.level.toUpperCase();
  if (levelOf(entry) === entry.level) return <output id={fieldId('level')}>{level}</output>;
  return (
    <>
      <label>
        <input
          id={fieldId('level')}
          type="checkbox"
          checked={entry.isLevelConfirmed}
          {...wrong('level', faults)}
          onChange={({ currentTarget }) => change({ isLevelConfirmed: currentTarget.checked })}
        />
        {tell('level.confirm', { level })}
      </label>
      <p class="hint">{tell('level.notOwn', { level })}</p>
    </>
  );
};
