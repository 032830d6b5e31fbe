import { useId, useRef, useState } from 'preact/hooks';
import { isWithheld } from '../../../api/answer.js';
import { useAnswer } from '../../../api/queries.js';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { type Marking, markingText } from '../../../model/marking.js';
import type { NewMarking } from '../../../model/typed-marking.js';
import type { EventLine, EventPage } from '../../../types/types.gen.js';
import { faultsAt } from '../faults.js';
import { Field } from '../field.js';
import { Held } from '../held.js';
import { useCommand } from '../use-command.js';
import { type Type, useTellTyped } from '../../../parts/use-tell-typed.js';
import { addressOf } from './use-approvals.js';
import { pageOf, titleIn } from './use-pages.js';

export type Approved = Readonly<{ marking: NewMarking; reason: string; consent?: string }>;
export type Act = 'mark' | 'withdraw';
/** What is decided on, as it was when that was asked. `etag`: of the thing: what was recorded since is not decided on. */
export type Asked = Readonly<{
  act: Act;
  line: EventLine;
  approved: Approved;
  title: string;
  now: Marking;
  etag: string;
}>;

type Props = Readonly<{
  asked: Asked;
  /** The approval is still in force. */
  stands: boolean;
  /** Whoever asked may see the approvals no more. */
  isWithheld: boolean;
  /** `place`: the Consistency-Token of what was recorded. */
  done: (place: string | undefined) => void;
  close: () => void;
  gone: (isEmpty: boolean) => void;
  type: Type;
}>;

/** Asks whether a thing is to be marked as it was approved, or the approval withdrawn. What is recorded is exactly what was approved; the reason is that of who records it. */
export const Decide = ({
  asked: { act, line, approved, title, now, etag },
  isWithheld: isNoneSeen,
  done,
  type,
  ...more
}: Props) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const given = act === 'mark' ? approved.reason : '';
  const [edited, setEdited] = useState<string>();
  const [isMissing, setMissing] = useState(false);
  const page = useAnswer<EventPage>(pageOf(line.eventId));
  // Since this was asked, the thing may have been raised above whoever asked.
  const isHidden = isNoneSeen || isWithheld(page.error);
  // Whoever asked may read in another language by now.
  const named = isHidden ? tell('two.withheld') : page.data ? titleIn(page.data.body) : title;
  const typed = edited ?? (isHidden ? '' : given);
  const id = useId();
  const reason = typed.trim();
  const { marking, consent } = approved;
  const command = {
    address: `${addressOf(line)}/${act === 'mark' ? 'mark' : 'withdraw-marking-approval'}`,
    body: act === 'mark' ? { marking, reason, ...(consent !== undefined && { consent }) } : { reason },
    headers: { 'if-match': etag },
  };
  const { record, failure, failureOfNow, isUnknown, isBusy } = useCommand(command);
  const isTyped = edited !== undefined && edited !== given;
  useTellTyped(type, `decision on ${line.eventId}`, isTyped);
  const isSending = useRef(false);
  const send = async (): Promise<boolean> => {
    if (isSending.current) return false;
    isSending.current = true;
    return decide().finally(() => (isSending.current = false));
  };
  const decide = async () => {
    setMissing(reason === '');
    if (reason === '') {
      document.getElementById(id)?.focus();
      return false;
    }
    // The list may lag behind: another approval may be in force by now, of which nobody has asked here.
    if (!isUnknown && (await page.refetch()).data?.body.inEffect === false) {
      more.gone(!isTyped);
      return false;
    }
    const answer = await record(command);
    if (answer !== undefined) done(answer.place);
    return answer !== undefined;
  };
  const label = tell(`two.${act}`);
  return (
    <Held
      {...more}
      name={`${label}${say('text.colon')}${named}`}
      yes={label}
      no={tell('two.leave')}
      isBad={act === 'withdraw'}
      isBusy={isBusy}
      failure={failure}
      isUnknown={isUnknown}
      typed={isTyped ? reason : ''}
      send={send}
    >
      <h3>{named}</h3>
      {!isHidden && <p class="small">{tell('two.from', fromTo(now, approved))}</p>}
      <p class="small">{tell(`two.${act}Means`)}</p>
      <Field
        id={id}
        label={tell('access.reason')}
        value={typed}
        type={(text) => {
          setMissing(false);
          setEdited(text);
        }}
        faults={faultsAt(failureOfNow, '/reason')}
        fault={isMissing ? tell('two.reasonMissing') : undefined}
      />
    </Held>
  );
};

/** The marking that a thing has, and the one that was approved for it. */
export const fromTo = (now: Marking, { marking }: Approved) => ({
  now: markingText(now),
  approved: markingInFull(marking),
});

/** With what a marking on paper does not have: whose it is, and how it is handled. */
export const markingInFull = ({ originator, handling = [], ...marking }: NewMarking): string =>
  [markingText(marking), ...(originator === undefined ? [] : [originator]), ...handling].join(' // ');
