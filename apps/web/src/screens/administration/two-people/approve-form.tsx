import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../../../api/answer.js';
import { useAnswer } from '../../../api/queries.js';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { markingText } from '../../../model/marking.js';
import { markingTyped, type NewMarking, type TypedMarking } from '../../../model/typed-marking.js';
import { Glyph } from '../../../parts/glyph.js';
import { Loading } from '../../../parts/loading.js';
import { Trouble } from '../../../parts/trouble.js';
import type { DryRun, EventPage } from '../../../types/types.gen.js';
import { faultsAt, isAtFields } from '../faults.js';
import { Field } from '../field.js';
import { focusIfLost } from '../focus.js';
import { Old } from '../old.js';
import { NotDone } from '../not-done.js';
import { type Command, isSame, useCommand } from '../use-command.js';
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
  /** `isKept`: something else was typed meanwhile, which the form keeps. */
  approved: (event: EventPage, place: string | undefined, isKept: boolean) => void;
  type: Type;
}>;

/** Approves a lower marking of a thing, for another person to set. */
export const ApproveForm = ({ eventId, ...more }: Props) => {
  const tell = useAdministrationTexts();
  const { data, error, refetch } = useAnswer<MarkedPage>(pageOf(eventId));
  // What was shown of it is not theirs any more.
  const isWithheld = error instanceof Refused && error.isWithheld;
  if (data && !isWithheld) return <Filled key={eventId} event={data.body} {...more} />;
  if (error) return <Trouble error={error} retry={() => void refetch()} heading="h3" />;
  return <Loading>{tell('two.loading')}</Loading>;
};

type FilledProps = Omit<Props, 'eventId'> & Readonly<{ event: MarkedPage }>;
const Filled = ({ event, levels, approved, type }: FilledProps) => {
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
  const { tryOut, record, failure, isTrial, isUnknown, isBusy, forget } = useCommand();
  const thing = useAnswer<object>(addressOf(event));
  const isTyped = JSON.stringify(typed) !== JSON.stringify(empty);
  useTellTyped(type, 'approval', isTyped);
  const faultsOf = (field: FieldName) => POINTERS[field].flatMap((pointer) => faultsAt(failure, pointer));
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
  const etag = thing.data?.etag;
  /** The revision that was read first: what was recorded since is not approved before somebody has looked. */
  const [asRead, setAsRead] = useState(etag);
  useEffect(() => setAsRead((first) => first ?? etag), [etag]);
  // While it is sent, and if the answer was lost, it may be the approval itself that was recorded since.
  const [isSent, setSent] = useState(false);
  const isChanged = asRead !== undefined && etag !== undefined && etag !== asRead && !isSent && !isUnknown;
  /** The revision that somebody can have looked at: of when they were told, or of when they last opened the link. */
  const [offered, setOffered] = useState<string>();
  useEffect(() => {
    setOffered(isChanged ? etag : undefined);
    // What was asked about the revision before is asked no more.
    if (isChanged) focusIfLost(LOOKED);
  }, [isChanged]);
  const [reason, consent] = [typed.reason.trim(), typed.consent.trim()];
  const command: ApproveCommand = {
    address: `${addressOf(event)}/approve-marking`,
    body: { marking: markingTyped(typed), reason, ...(consent !== '' && { consent }) },
  };
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
    const trial = await tryOut({ ...command, headers: { 'if-match': asRead } });
    if (trial === undefined) return void thing.refetch();
    setChecked({ command, asRead, trial });
  };
  const approve = async (sent: Checked) => {
    setSent(true);
    const answer = await record({ ...sent.command, headers: { 'if-match': sent.asRead } });
    if (answer === undefined) {
      setSent(false);
      return void thing.refetch();
    }
    const isKept = !isSame(sent.command, latest.current);
    if (!isKept) setTyped(empty);
    if (isKept) setSent(false);
    approved(event, answer.place, isKept);
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
      <p class="rec" dir="auto">
        <bdi lang="en">{event.title}</bdi>
      </p>
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
          isAtField={isAtFields(failure, Object.values(POINTERS).flat())}
        />
      )}
      {isChanged && (
        <Changed
          event={event}
          offered={offered}
          look={() => setOffered(etag)}
          looked={() => {
            if (offered === undefined) return;
            setAsRead(offered);
            setOffered(etag);
            forget();
            // What came after they looked is asked about once more.
            document.getElementById(offered === etag ? SUBMIT : LOOKED)?.focus();
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

type ChangedProps = Readonly<{
  event: EventPage;
  /** The revision that is to be looked at: of another one, it is told again. */
  offered: string | undefined;
  look: () => void;
  looked: () => void;
}>;
/** The thing is not any more as it was when the form was opened. */
const Changed = ({ event: { negotiationId, eventId }, offered, look, looked }: ChangedProps) => {
  const tell = useAdministrationTexts();
  const address = `/negotiations/${encodeURIComponent(negotiationId)}/timeline?fact=${encodeURIComponent(eventId)}`;
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
