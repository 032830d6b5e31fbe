import { useRef, useState } from 'preact/hooks';
import { useAnswer } from '../../../api/queries.js';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { instantText } from '../../../model/instants.js';
import { markingText } from '../../../model/marking.js';
import type { NewMarking } from '../../../model/typed-marking.js';
import { Question } from '../../../parts/feeds/question.js';
import { Loading } from '../../../parts/loading.js';
import { Trouble } from '../../../parts/trouble.js';
import type { EventLine, Me } from '../../../types/types.gen.js';
import { faultsAt } from '../faults.js';
import { Field } from '../field.js';
import { NotDone } from '../not-done.js';
import { useCommand } from '../use-command.js';
import { addressOf } from './use-approvals.js';
import { type MarkedPage, pageOf } from './use-pages.js';

type Approved = Readonly<{ marking: NewMarking; reason: string; consent?: string }>;
type Act = 'mark' | 'withdraw';
type Props = Readonly<{
  line: EventLine;
  me: Me;
  /** `place`: the Consistency-Token of what was recorded. */
  done: (act: Act, place: string | undefined) => void;
}>;

/** An approval that waits for a second person: what is to be marked how, by whom and why, and what the reader may do with it. */
export const Approval = ({ line, me, done }: Props) => {
  const { say, language } = useMessages();
  const tell = useAdministrationTexts();
  const page = useAnswer<MarkedPage>(pageOf(line.eventId));
  const thing = useAnswer<object>(addressOf(line));
  const [asked, ask] = useState<Act>();
  const heading = useRef<HTMLHeadingElement>(null);
  const error = page.error ?? thing.error;
  const retry = () => {
    for (const one of [page, thing]) if (one.error !== null) void one.refetch();
  };
  const etag = thing.data?.etag;
  if (page.data === undefined || etag === undefined)
    return (
      <li class="hook">
        {error === null ? (
          <Loading>{tell('two.loading')}</Loading>
        ) : (
          <Trouble error={error} retry={retry} heading="h3" />
        )}
      </li>
    );
  const { data, marking, follows, title } = page.data.body;
  const approved = data as Approved;
  const acts: readonly Act[] = [
    ...(me.may.includes('record') ? (['mark'] as const) : []),
    ...(me.may.includes('approve-marking') ? (['withdraw'] as const) : []),
  ];
  const close = () => {
    ask(undefined);
    heading.current?.focus();
  };
  return (
    <li class="hook">
      <h3 ref={heading} tabIndex={-1}>
        <bdi lang="en">{follows?.title ?? title}</bdi>
      </h3>
      <p class="small">{tell('two.from', { now: markingText(marking), approved: markingInFull(approved.marking) })}</p>
      <p class="rec" dir="auto">
        {approved.reason}
      </p>
      {approved.consent !== undefined && (
        <p class="small">
          {tell('two.consent')}
          {say('text.colon')}
          <bdi>{approved.consent}</bdi>
        </p>
      )}
      <p class="by">
        {tell('two.approvedBy', { name: line.recordedBy, time: instantText(line.recordedAt, language) })}
      </p>
      {asked === undefined ? (
        <p class="acts2">
          {acts.map((act) => (
            <button key={act} type="button" class="plain small" onClick={() => ask(act)}>
              {tell(`two.${act}`)}
            </button>
          ))}
        </p>
      ) : (
        <Asked
          act={asked}
          line={line}
          approved={approved}
          etag={etag}
          close={close}
          done={(place) => done(asked, place)}
        />
      )}
    </li>
  );
};

type AskedProps = Readonly<{
  act: Act;
  line: EventLine;
  approved: Approved;
  etag: string;
  close: () => void;
  done: (place: string | undefined) => void;
}>;
/** What is recorded is exactly what was approved; the reason is that of who records it. */
const Asked = ({ act, line, approved, etag, close, done }: AskedProps) => {
  const tell = useAdministrationTexts();
  const [reason, setReason] = useState(act === 'mark' ? approved.reason : '');
  const [isMissing, setMissing] = useState(false);
  const { record, failure, isBusy } = useCommand();
  /** The revision that was read when the question was asked: what was recorded since is not decided on. */
  const asRead = useRef(etag);
  const id = `two-reason-${line.eventId}`;
  const send = async () => {
    const given = reason.trim();
    setMissing(given === '');
    if (given === '') return document.getElementById(id)?.focus();
    const { marking, consent } = approved;
    const answer = await record({
      address: `${addressOf(line)}/${act === 'mark' ? 'mark' : 'withdraw-marking-approval'}`,
      body: act === 'mark' ? { marking, reason: given, ...(consent !== undefined && { consent }) } : { reason: given },
      headers: { 'if-match': asRead.current },
    });
    if (answer !== undefined) done(answer.place);
  };
  const label = tell(`two.${act}`);
  return (
    <Question
      name={label}
      yes={label}
      no={tell('two.leave')}
      isBad={act === 'withdraw'}
      isBusy={isBusy}
      onYes={() => void send()}
      onNo={close}
    >
      <p class="small">{tell(`two.${act}Means`)}</p>
      <Field
        id={id}
        label={tell('access.reason')}
        value={reason}
        type={(text) => {
          setMissing(false);
          setReason(text);
        }}
        faults={faultsAt(failure, '/reason')}
        fault={isMissing ? tell('two.reasonMissing') : undefined}
      />
      {failure && <NotDone error={failure} />}
    </Question>
  );
};

/** With what a marking on paper does not have: whose it is, and how it is handled. */
const markingInFull = ({ originator, handling = [], ...marking }: NewMarking): string =>
  [markingText(marking), ...(originator === undefined ? [] : [originator]), ...handling].join(' // ');
