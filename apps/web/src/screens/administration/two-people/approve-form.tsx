import { useEffect, useRef, useState } from 'preact/hooks';
import { useQuery } from '@tanstack/preact-query';
import { allOf } from '../../../api/all-of.js';
import { type Answer, isWithheld } from '../../../api/answer.js';
import { useAnswer } from '../../../api/queries.js';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { markingText } from '../../../model/marking.js';
import { markingTyped, type NewMarking, type TypedMarking } from '../../../model/typed-marking.js';
import { Glyph } from '../../../parts/glyph.js';
import { Loading } from '../../../parts/loading.js';
import { Trouble } from '../../../parts/trouble.js';
import { useIsShown } from '../../../parts/use-is-shown.js';
import type { DryRun, EventLine, EventPage } from '../../../types/types.gen.js';
import { faultsAt, isAtFields } from '../faults.js';
import { Field } from '../field.js';
import { focusIfLost } from '../../../parts/focus.js';
import { Old } from '../old.js';
import { NotDone } from '../not-done.js';
import { type Command, isSame, type Recorded, useCommand } from '../use-command.js';
import { WouldBe } from '../would-be.js';
import { type Type, useTellTyped } from '../../../parts/use-tell-typed.js';
import { markingInFull } from './decide.js';
import { addressOf } from './use-approvals.js';
import { type MarkedPage, pageOf } from './use-pages.js';

/** What was tried out, for which revision of the thing, and what it would record. */
type Checked = Readonly<{ command: ApproveCommand; asRead: string; trial: DryRun }>;
type ApproveCommand = Command<Readonly<{ marking: NewMarking; reason: string; consent?: string }>>;
type Typed = TypedMarking & Readonly<{ reason: string; consent: string }>;
const POINTERS = {
  level: ['/marking/level', '/marking'],
  compartments: ['/marking/compartments'],
  originator: ['/marking/originator'],
  handling: ['/marking/handling'],
  reason: ['/reason'],
  consent: ['/consent'],
} as const;
type FieldName = keyof typeof POINTERS;
const FIELDS = Object.keys(POINTERS) as readonly FieldName[];
const idOf = (field: FieldName): string => `approve-${field}`;
const SUBMIT = 'approve-it';
const LOOKED = 'approve-looked';

type Props = Readonly<{
  /** An event of the thing. */
  eventId: string;
  levels: readonly string[];
  /** The revision that somebody has seen: the one that was read first, or the one that they looked at later. A reload keeps it. */
  seen: string | undefined;
  see: (revision: string) => void;
  /** `isKept`: something else is typed by now, here or elsewhere, which stays. */
  approved: (event: EventPage, answer: Recorded, isKept: boolean) => void;
  type: Type;
}>;

/** Approves a lower marking of a thing, for another person to set. */
export const ApproveForm = ({ eventId, ...more }: Props) => {
  const tell = useAdministrationTexts();
  const { data, error, refetch } = useAnswer<MarkedPage>(pageOf(eventId));
  // What was shown of it is not theirs any more.
  if (data && !isWithheld(error)) return <Filled key={eventId} event={data.body} {...more} />;
  if (error) return <Trouble error={error} retry={() => void refetch()} heading="h3" />;
  return <Loading>{tell('two.loading')}</Loading>;
};

type FilledProps = Omit<Props, 'eventId'> & Readonly<{ event: MarkedPage }>;
const Filled = ({ event, levels, seen: asRead, see, approved, type }: FilledProps) => {
  const tell = useAdministrationTexts();
  const empty: Typed = {
    level: '',
    compartments: '',
    originator: '',
    handling: '',
    reason: '',
    consent: '',
  };
  const [typed, setTyped] = useState(empty);
  const [missing, setMissing] = useState<'level' | 'reason'>();
  const [checked, setChecked] = useState<Checked>();
  const [reason, consent] = [typed.reason.trim(), typed.consent.trim()];
  const command: ApproveCommand = {
    address: `${addressOf(event)}/approve-marking`,
    body: { marking: markingTyped(typed), reason, ...(consent !== '' && { consent }) },
  };
  const asNow = asRead === undefined ? command : ifStill(asRead, command);
  const { tryOut, record, failure, failureOfNow, isTrial, isUnknown, isBusy, forget } = useCommand(asNow);
  const isShown = useIsShown();
  const thing = useAnswer<object>(addressOf(event));
  const isTyped = JSON.stringify(typed) !== JSON.stringify(empty);
  useTellTyped(type, 'approval', isTyped);
  const faultsOf = (field: FieldName) => POINTERS[field].flatMap((pointer) => faultsAt(failureOfNow, pointer));
  useEffect(() => {
    // What may be on record can be sent again as it is.
    if (failure !== undefined && !isUnknown) setChecked(undefined);
    const wrong = FIELDS.find((field) => faultsOf(field).length > 0);
    if (wrong !== undefined) document.getElementById(idOf(wrong))?.focus();
  }, [failure]);
  const set = (changed: Partial<Typed>) => {
    setMissing(undefined);
    setChecked(undefined);
    forget();
    setTyped((now) => ({ ...now, ...changed }));
  };
  // The rest of an ETag is about how the service tells it, as in which language.
  const revision = /^(?:W\/)?"(\d+)/.exec(thing.data?.etag ?? '')?.[1];
  // What was recorded since it was read first is not approved before somebody has looked.
  useEffect(() => {
    if (asRead === undefined && revision !== undefined) see(revision);
  }, [asRead, revision]);
  // While it is sent, and if the answer was lost, it may be the approval itself that was recorded since.
  const [isSent, setSent] = useState(false);
  const isChanged = asRead !== undefined && revision !== undefined && revision !== asRead && !isSent && !isUnknown;
  /** The revision that somebody can have looked at: of when they were told, or of when they last opened the link. */
  const [offered, setOffered] = useState<string>();
  useEffect(() => {
    setOffered(isChanged ? revision : undefined);
    // What was asked about the revision before is asked no more.
    if (isChanged) focusIfLost(LOOKED);
  }, [isChanged]);
  const latest = useRef(command);
  latest.current = command;
  // An answer that comes after something else was typed, or recorded, is not about that.
  const isCurrent = (one: Checked) => isSame(one.command, command) && one.asRead === asRead && !isChanged;
  const shown = checked && isCurrent(checked) ? checked : undefined;
  const check = async (submitted: Event) => {
    submitted.preventDefault();
    if (isBusy || asRead === undefined) return;
    if (isChanged) return document.getElementById(LOOKED)?.focus();
    const lacking = typed.level === '' ? 'level' : reason === '' ? 'reason' : undefined;
    setMissing(lacking);
    if (lacking !== undefined) return document.getElementById(idOf(lacking))?.focus();
    const trial = await tryOut(asNow);
    if (trial === undefined) return void thing.refetch();
    const tried = { command, asRead, trial };
    // The sending whose answer was lost has recorded it: to send it again tells so.
    if (trial.alreadyRecorded) return approve(tried);
    setChecked(tried);
  };
  const approve = async (sent: Checked) => {
    setSent(true);
    const answer = await record(ifStill(sent.asRead, sent.command));
    if (answer === undefined) {
      setSent(false);
      return void thing.refetch();
    }
    const isKept = !isShown.current || !isSame(sent.command, latest.current);
    if (!isKept) setTyped(empty);
    if (isKept) setSent(false);
    approved(event, answer, isKept);
  };
  const field = (name: FieldName, more: Readonly<{ hint?: string; fault?: string | undefined }> = {}) => (
    <Field
      id={idOf(name)}
      label={tell(name === 'reason' ? 'access.reason' : `two.${name}`)}
      value={typed[name]}
      type={(value) => set({ [name]: value })}
      faults={faultsOf(name)}
      isOptional={name !== 'reason'}
      {...more}
    />
  );
  const levelFaults = [...(missing === 'level' ? [tell('two.levelMissing')] : []), ...faultsOf('level')];
  return (
    <form class="adform" onSubmit={(submitted) => void check(submitted)} aria-labelledby="approve">
      <h3 id="approve">{tell('two.approve')}</h3>
      <p class="rec">{event.title}</p>
      <p class="small">{tell('two.now', { now: markingText(event.marking) })}</p>
      <div class={levelFaults.length > 0 ? 'adf err' : 'adf'}>
        <label for={idOf('level')}>{tell('two.level')}</label>
        <select
          id={idOf('level')}
          value={typed.level}
          aria-invalid={levelFaults.length > 0 ? true : undefined}
          aria-describedby="approve-level-why"
          onChange={({ currentTarget: { value } }) => set({ level: value })}
        >
          <option value="">{tell('two.chooseLevel')}</option>
          {levels.map((level) => (
            <option key={level} value={level}>
              {level.toUpperCase()}
            </option>
          ))}
        </select>
        <div class="why" id="approve-level-why">
          {missing === 'level' && (
            <p>
              <Glyph name="warn" />
              {tell('two.levelMissing')}
            </p>
          )}
          {faultsOf('level').map((one) => (
            <p key={one}>
              <Glyph name="warn" />
              <bdi lang="en">{one}</bdi>
            </p>
          ))}
        </div>
      </div>
      {field('compartments', { hint: tell('two.listHint') })}
      {field('originator')}
      {field('handling', { hint: tell('two.listHint') })}
      {field('reason', { fault: missing === 'reason' ? tell('two.reasonMissing') : undefined })}
      {field('consent', { hint: tell('two.consentHint') })}
      {thing.error && <Old retry={() => void thing.refetch()} isInTheWay />}
      {failure && (
        <NotDone
          error={failure}
          isTrial={isTrial}
          isUnknown={isUnknown}
          isAtField={isAtFields(failureOfNow, Object.values(POINTERS).flat())}
        />
      )}
      {isChanged && (
        <Changed
          event={event}
          thing={thing.data}
          offered={offered}
          look={() => setOffered(revision)}
          looked={() => {
            if (offered === undefined) return;
            see(offered);
            setOffered(revision);
            forget();
            // What came after they looked is asked about once more.
            document.getElementById(offered === revision ? SUBMIT : LOOKED)?.focus();
          }}
        />
      )}
      {shown === undefined ? (
        <>
          <p class="small">{tell('two.approveMeans')}</p>
          <button id={SUBMIT} type="submit" class="btn on" aria-disabled={isBusy || isChanged || asRead === undefined}>
            {tell('access.check')}
          </button>
        </>
      ) : (
        <WouldBe
          trial={shown.trial}
          yes={tell('two.approveIt')}
          isBusy={isBusy}
          record={() => void approve(shown)}
          change={() => {
            setChecked(undefined);
            document.getElementById(idOf('level'))?.focus();
          }}
        >
          <p>
            <b>{tell('two.wouldBe', { marking: markingInFull(shown.command.body.marking) })}</b>
          </p>
          <p class="small">{tell('two.approveMeans')}</p>
        </WouldBe>
      )}
    </form>
  );
};

/** A command for a thing as it was at a revision. */
const ifStill = (revision: string, command: ApproveCommand): ApproveCommand => ({
  ...command,
  headers: { 'if-match': `"${revision}"` },
});

type ChangedProps = Readonly<{
  event: EventPage;
  thing: Answer<object> | undefined;
  /** The revision that is to be looked at: of another one, it is told again. */
  offered: string | undefined;
  look: () => void;
  looked: () => void;
}>;
/** The thing is not any more as it was when the form was opened. */
const Changed = ({ event, thing, offered, look, looked }: ChangedProps) => {
  const tell = useAdministrationTexts();
  const newest = useNewest(event, thing);
  const trail = `/negotiations/${encodeURIComponent(event.negotiationId)}/audit`;
  // Until it is known which event that is, the last one of all: there the trail opens.
  const address = newest === undefined ? trail : `${trail}?event=${encodeURIComponent(newest)}`;
  return (
    <div class="ask">
      <p key={offered} class="notdone small" role="alert">
        <Glyph name="warn" />
        {tell('two.changed')}
      </p>
      <p class="acts2">
        <a href={address} target="_blank" rel="noreferrer" onClick={look}>
          {tell('two.look')}
        </a>
        <button id={LOOKED} type="button" class="btn" onClick={looked}>
          {tell('two.looked')}
        </button>
      </p>
    </div>
  );
};

/** The event that was recorded last about the thing of another one. It is asked for once for each revision of the thing, in a list that has that revision. */
const useNewest = ({ negotiationId, kind, thingId }: EventPage, thing: Answer<object> | undefined) => {
  const { language } = useMessages();
  const path = `/v1/negotiations/${encodeURIComponent(negotiationId)}/events`;
  const { queryFn } = allOf<EventLine>(path, '', language, { isWhole: true, place: () => thing?.place });
  const { data } = useQuery({
    queryKey: [path, `of ${kind}-${thingId} ${thing?.etag ?? ''}`, language] as const,
    queryFn,
  });
  return data?.body.items.findLast((one) => one.kind === kind && one.thingId === thingId)?.eventId;
};
