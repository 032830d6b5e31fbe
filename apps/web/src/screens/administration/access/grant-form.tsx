import { useEffect, useRef, useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import type { DryRun } from '../../../types/types.gen.js';
import { faultsAt, isAtFields } from '../faults.js';
import { Field } from '../field.js';
import { focusOnceLost } from '../../../parts/focus.js';
import { NotDone } from '../not-done.js';
import { type Command, isSame, type Recorded, useCommand } from '../use-command.js';
import { WouldBe } from '../would-be.js';
import { useIsShown } from '../../../parts/use-is-shown.js';
import { type Type, useTellTyped } from '../../../parts/use-tell-typed.js';
import { grantsOf } from './use-grants.js';

export type Typed = Readonly<{ subject: string; name: string; reason: string; issuer: string }>;
const FIELDS = ['subject', 'name', 'reason', 'issuer'] as const;
const OPTIONAL: readonly string[] = ['name', 'reason'];
type FieldName = (typeof FIELDS)[number];
export const idOf = (field: FieldName): string => `grant-${field}`;

/** What was tried out, and what it would record. */
type Checked = Readonly<{ command: GrantCommand; trial: DryRun }>;
type GrantCommand = Command<Given>;
export type Given = ReturnType<typeof bodyOf>;

type Props = Readonly<{
  negotiation: string;
  title: string;
  typed: Typed;
  setTyped: (typed: Typed) => void;
  /** The form as it is before anything is typed. */
  empty: Typed;
  given: (grant: Given, answer: Recorded) => void;
  type: Type;
}>;

/** Gives a person access: what would be recorded is shown before it is. */
export const GrantForm = ({ negotiation, title, typed, setTyped, empty, given, type }: Props) => {
  const tell = useAdministrationTexts();
  const command = { address: grantsOf(negotiation), body: bodyOf(typed) };
  const { tryOut, record, failure, failureOfNow, isTrial, isUnknown, isBusy, forget } = useCommand(command);
  const isShown = useIsShown();
  const [isMissing, setMissing] = useState(false);
  const [checked, setChecked] = useState<Checked>();
  const pointers = FIELDS.map((field) => `/${field}`);
  const isTyped = FIELDS.some((field) => typed[field] !== empty[field]);
  useTellTyped(type, 'grant', isTyped);
  // What was tried out is for what was typed.
  useEffect(() => {
    setChecked(undefined);
    setMissing(false);
    forget();
  }, [typed]);
  useEffect(() => {
    // What may be on record can be sent again as it is.
    if (failure !== undefined && !isUnknown) setChecked(undefined);
    const wrong = FIELDS.find((field) => faultsAt(failureOfNow, `/${field}`).length > 0);
    if (wrong !== undefined) document.getElementById(idOf(wrong))?.focus();
  }, [failure]);
  const latest = useRef(command);
  latest.current = command;
  // An answer that comes after something else was typed is not about that.
  const shown = checked && isSame(checked.command, command) ? checked : undefined;
  const check = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    const isEmpty = typed.subject.trim() === '';
    setMissing(isEmpty);
    if (isEmpty) return document.getElementById(idOf('subject'))?.focus();
    const trial = await tryOut(command);
    // The sending whose answer was lost has recorded it: to send it again tells so.
    if (trial?.alreadyRecorded) return give(command);
    setChecked(trial && { command, trial });
  };
  const give = async (sent: GrantCommand) => {
    const answer = await record(sent);
    if (answer === undefined) return;
    given(sent.body, answer);
    // What was typed meanwhile is for somebody else.
    if (!isShown.current || !isSame(sent, latest.current)) return;
    setTyped(empty);
    focusOnceLost(idOf('subject'));
  };
  const field = (name: FieldName, more: Readonly<{ hint?: string; fault?: string | undefined }> = {}) => (
    <Field
      id={idOf(name)}
      label={tell(`access.${name}`)}
      value={typed[name]}
      type={(value) => setTyped({ ...typed, [name]: value })}
      faults={faultsAt(failureOfNow, `/${name}`)}
      isOptional={OPTIONAL.includes(name)}
      isCode={!OPTIONAL.includes(name)}
      {...more}
    />
  );
  return (
    <form class="adform" onSubmit={(event) => void check(event)} aria-labelledby="grant">
      <h3 id="grant">{tell('access.grant')}</h3>
      {field('subject', {
        hint: tell('access.subjectHint'),
        fault: isMissing ? tell('access.subjectMissing') : undefined,
      })}
      {field('name')}
      {field('reason')}
      {field('issuer', { hint: tell('access.issuerHint') })}
      {failure && (
        <NotDone
          error={failure}
          isTrial={isTrial}
          isUnknown={isUnknown}
          isAtField={isAtFields(failureOfNow, pointers)}
        />
      )}
      {shown === undefined ? (
        <button type="submit" class="btn on" aria-disabled={isBusy}>
          {tell('access.check')}
        </button>
      ) : (
        <WouldBe
          trial={shown.trial}
          yes={tell('access.give')}
          isBusy={isBusy}
          record={() => void give(shown.command)}
          change={() => {
            setChecked(undefined);
            document.getElementById(idOf('subject'))?.focus();
          }}
        >
          <p class="small">{tell('access.giveMeans', { title })}</p>
        </WouldBe>
      )}
    </form>
  );
};

const bodyOf = ({ subject, name, reason, issuer }: Typed) => ({
  issuer: issuer.trim(),
  subject: subject.trim(),
  ...(name.trim() !== '' && { name: name.trim() }),
  ...(reason.trim() !== '' && { reason: reason.trim() }),
});
