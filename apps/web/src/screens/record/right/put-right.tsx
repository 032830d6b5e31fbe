import { useEffect, useRef } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { useAnswer } from '../../../api/queries.js';
import { useMessages } from '../../../messages/use-messages.js';
import { useRecordTexts } from '../../../messages/record-texts.js';
import { otherFields, rightFields } from '../../../model/record/right.js';
import { isComposing } from '../../../parts/is-composing.js';
import { Loading } from '../../../parts/loading.js';
import { Marked } from '../../../parts/marked.js';
import { Top } from '../../../parts/top.js';
import { useUnsaved } from '../../../parts/use-unsaved.js';
import { Trouble } from '../../../parts/trouble.js';
import { useScreens } from '../../../parts/use-screens.js';
import { useTitle } from '../../../parts/use-title.js';
import type { EventPage } from '../../../types/types.gen.js';
import { Faults } from '../faults.js';
import { Field, fieldId, wrong } from '../field.js';
import { useKnown } from '../use-known.js';
import { Effects } from './effects.js';
import { Meanwhile } from './meanwhile.js';
import { FieldName, rightId, RightRow } from './right-row.js';
import { type Righting, useRight } from './use-right.js';
import './right.css';

/** One event, as it stands and as it should be. What was recorded stays on the trail; the correction stands beside it. */
export const PutRight = ({ id, eventId }: Readonly<{ id: string; eventId: string }>) => {
  const { say } = useMessages();
  const tell = useRecordTexts();
  const right = useRight(eventId);
  const screens = useScreens(id, 'record', undefined);
  useTitle(tell('right.title'));
  const { opened, heardAt, error, retry, marking } = right;
  return (
    <>
      <Top skip={tell('record.skip')} screens={screens} />
      <Marked marking={marking} heardAt={heardAt}>
        {opened !== undefined ? (
          <RightForm key={eventId} id={id} event={opened} right={right} />
        ) : error === undefined ? (
          <Loading>{say('board.loading')}</Loading>
        ) : (
          <Trouble error={error} retry={retry} />
        )}
      </Marked>
    </>
  );
};

const isField = (target: EventTarget | null) => target instanceof Element && target.matches('input, select, textarea');
const isFact = ({ type }: EventPage) => !/^(?:Record|Marking)/.test(type);

const RightForm = ({ id, event, right }: Readonly<{ id: string; event: EventPage; right: Righting }>) => {
  const tell = useRecordTexts();
  const [, navigate] = useLocation();
  const title = useRef<HTMLHeadingElement>(null);
  const known = useKnown(id).data?.body;
  const mayBeCorrected = isFact(event);
  const { typed, change, reason, setReason, faults, theirs, now, date, readings, dryRun, isSending } = right;
  const isVoiding = right.isVoiding || !mayBeCorrected;
  // In the language of now: what was opened was read in the language of then.
  const inLanguage = useAnswer<EventPage>(`/v1/events/${encodeURIComponent(event.eventId)}`).data?.body;
  useEffect(() => right.setVoiding(!mayBeCorrected), [mayBeCorrected]);
  const back = `/negotiations/${encodeURIComponent(id)}/timeline?fact=${encodeURIComponent(event.eventId)}`;
  const mayLeave = useUnsaved(right.isTyped, tell('leave.typed'));
  const whyFaults = faults.flatMap((fault) => (fault.field === 'why' ? [{ ...fault, field: 'reason' } as const] : []));
  const send = async () => {
    if (await right.send()) navigate(back);
  };
  const others = otherFields(event).length;
  return (
    <div class="right">
      <form
        class="form"
        noValidate
        onSubmit={(submitted) => submitted.preventDefault()}
        onKeyDown={(pressed) => {
          if (isComposing(pressed)) return;
          if (pressed.key === 'Escape') {
            pressed.preventDefault();
            // The first one leaves the field, the second one the page.
            if (isField(pressed.target)) return title.current?.focus();
            if (mayLeave()) navigate(back);
            return;
          }
          if (pressed.key !== 'Enter' || !(pressed.ctrlKey || pressed.metaKey)) return;
          pressed.preventDefault();
          void send();
        }}
      >
        <h1 ref={title} tabIndex={-1}>
          {tell(isVoiding ? 'right.voidTitle' : 'right.title')}
        </h1>
        <p class="rec">
          <Link class="quiet" href={back}>
            {inLanguage?.title ?? event.title}
          </Link>
        </p>
        <p class="by">{tell('right.stays')}</p>
        <Faults
          faults={faults}
          nameOf={(field) => (field === 'why' ? tell('right.why') : <FieldName name={field} />)}
          idOf={(field) => (field === 'why' ? fieldId('reason') : rightId(field))}
        />
        {theirs.length > 0 && <Meanwhile event={now ?? event} theirs={theirs} typed={typed} take={change} />}
        {!isVoiding && (
          <>
            <table class="ba">
              <thead>
                <tr>
                  <td />
                  <th scope="col">{tell('right.stands')}</th>
                  <th scope="col">{tell('right.should')}</th>
                </tr>
              </thead>
              <tbody>
                {rightFields(now ?? event).map((field) => (
                  <RightRow
                    key={field.key}
                    field={field}
                    event={now ?? event}
                    known={known}
                    value={typed[field.key] ?? field.value}
                    change={(value) => change({ [field.key]: value })}
                    date={date}
                    readings={readings}
                    readFrom={right.readFrom}
                    chooseReading={right.chooseReading}
                    faults={faults}
                  />
                ))}
              </tbody>
            </table>
            {others > 0 && <p class="hint">{tell('right.others', { count: others })}</p>}
          </>
        )}
        <Field field="reason" label={tell('right.why')} faults={whyFaults}>
          <textarea
            id={fieldId('reason')}
            class="in"
            rows={2}
            dir="auto"
            value={reason}
            {...wrong('reason', whyFaults)}
            onInput={({ currentTarget }) => setReason(currentTarget.value)}
          />
        </Field>
        <div class="go">
          <button type="button" class="btn on big" aria-disabled={isSending} onClick={() => void send()}>
            {tell(isVoiding ? 'right.void' : 'right.send')} <kbd>Ctrl Enter</kbd>
          </button>
          <Link class="btn big" href={back}>
            {tell('right.leave')} <kbd>Esc</kbd>
          </Link>
          {mayBeCorrected && (
            <span class="by">
              {tell(isVoiding ? 'right.orCorrect' : 'right.orVoid')}{' '}
              <button type="button" class="plain" onClick={() => right.setVoiding(!isVoiding)}>
                {tell(isVoiding ? 'right.correctInstead' : 'right.voidInstead')}
              </button>
            </span>
          )}
        </div>
      </form>
      <div class="side">
        <Effects id={id} dryRun={dryRun} />
      </div>
    </div>
  );
};
