import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../../api/answer.js';
import { ask } from '../../api/ask.js';
import { serviceTime } from '../../api/clock.js';
import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { type Command, commandsOf } from '../../model/record/commands.js';
import type { Entry } from '../../model/record/entry.js';
import { type Fault, faultsIn, faultsOf, type OtherForm } from '../../model/record/faults.js';
import { entryAgain, isAnotherThan, keptAfter, type Row } from '../../model/record/outbox.js';
import { Taken } from '../../outbox/box.js';
import { askedBy, withAnswer, withName } from './duplicates.js';
import { focusOnQuestion } from './duplicate.js';
import { focusOn, focusOnId } from './field.js';
import { fixedSource } from '../../model/record/read-said.js';
import { lineOf, titleOf } from './sentence.js';
import { type DatedEntry, learnedBy } from '../../model/record/dated.js';
import { leftBy } from '../../model/record/editing.js';
import type { useEntry } from './use-entry.js';
import type { Known } from './use-known.js';
import type { Outbox } from './use-outbox.js';
import type { Representative } from '../../types/types.gen.js';
import { useTrial } from './use-trial.js';

type Props = Readonly<{
  id: string;
  form: ReturnType<typeof useEntry>;
  dated: DatedEntry;
  known: Known;
  outbox: Outbox;
  /** When the service was heard last. */
  heardAt: number;
  /** Whether the lists could not be read when they were asked for last. */
  isUnread: boolean;
}>;

/** From what stands in the form to what is in the outbox: first what is wrong, then what may be on record already, then it is sent. */
export const useRecording = ({ id, form, dated, known, outbox, heardAt, isUnread }: Props) => {
  const { language } = useMessages();
  const tell = useRecordTexts();
  const { entry, meetingId } = form;
  const [isTried, setTried] = useState(false);
  const [isSending, setSending] = useState(false);
  /** It is to be sent as soon as the box is open. */
  const [isWanted, setWanted] = useState(false);
  const [said, announce] = useState('');
  const [stop, setStop] = useState<'name' | 'changed' | OtherForm>();
  /** What was to be sent, and stands in another form by now. */
  const before = useRef<Entry>();
  const about = { known, dated, language, tell };
  const commandsAt = (now: string): readonly Command[] => {
    const { date, source, today } = dated;
    const learnedAt = learnedBy(entry, now);
    const grade = entry.grade === '' ? undefined : entry.grade;
    const graded = source && { ...source, reliability: grade };
    const title = titleOf(entry, about);
    return commandsOf(entry, { negotiationId: id, date, source: graded, today, learnedAt, meetingId, title });
  };
  const which: readonly Fault[] = dated.source?.days === undefined ? [] : [{ field: 'source', code: 'sourceDay' }];
  const own = [...faultsOf(entry, dated.date, dated.today), ...which];
  const isWhole = own.length === 0;
  // Of the same entry at another time, the service says the same.
  const commands = isWhole ? commandsAt('') : undefined;
  const trials = useTrial(commands && JSON.stringify(commands), () => commandsAt(serviceTime()), heardAt);
  const { trial } = trials;
  const told = trial !== undefined && commands !== undefined ? faultsFrom(trial, commands) : [];
  const isBack = typeof stop === 'object' && stop.before === entry.form;
  const stopped: readonly Fault[] =
    stop === undefined || isBack ? [] : [{ field: 'form', ...(typeof stop === 'string' ? { code: stop } : stop) }];
  const faults = isTried ? [...own, ...told, ...stopped] : stopped;
  const asked = askedBy(trial, commands, entry);

  const goTo = (all: readonly Fault[]) => {
    const first = all.find(({ field }) => field !== 'form');
    if (first !== undefined) focusOn(first.field);
  };
  /** The form is empty only once the entry is in the outbox; it is sent while the next one is typed. */
  const keep = async () => {
    const { replaces } = form;
    const row: Row = {
      id: crypto.randomUUID(),
      negotiationId: id,
      entry,
      line: lineOf(entry, about),
      commands: commandsAt(serviceTime()).map((command) => ({ ...command, key: crypto.randomUUID() })),
      // It takes the place of the one that it puts right: others may come after that.
      keptAt: replaces?.keptAt ?? keptAfter(outbox.rows, new Date()),
      state: 'waiting',
      done: [],
    };
    const replaced = outbox.rows.find((one) => one.id === replaces?.id);
    if (replaced !== undefined && isAnotherThan(replaced, entry))
      if (!confirm(tell('outbox.takesPlace', { line: replaced.line }))) return;
    try {
      const source = fixedSource(entry.source, dated.source?.publishedOn, language);
      const left = leftBy({ ...entry, source }, form.kept);
      const placed = replaces && { needs: [{ row: replaces.id }], remove: [replaces.id] };
      const isEmpty = await form.leave(left, (kept) => outbox.store({ ...placed, ...kept, put: [row] }));
      setTried(false);
      // Whoever has typed on meanwhile goes on there.
      if (isEmpty) focusOn('who');
    } catch (error) {
      if (!(error instanceof Taken)) return announce(tell('announce.notKept'));
      form.detach();
      return announce(tell('announce.replaced'));
    }
    void outbox.sent(row.id).then((now) => announce(tell(`announce.${now?.state ?? 'waiting'}`, { line: row.line })));
  };
  const send = async () => {
    if (isSending) return;
    if (!outbox.isReady) return announce(tell('announce.notReady'));
    if (!form.isOpen) return setWanted(true);
    setTried(true);
    if (commands === undefined) return goTo(own);
    setSending(true);
    setStop(undefined);
    try {
      const settled = await trials.settle(isUnread || outbox.stopped === 'offline');
      const now = form.latest.current.entry;
      // What stands there now was not tried.
      if (now !== entry) {
        if (now.form === entry.form) return setStop('changed');
        before.current = entry;
        return setStop({ code: 'otherForm', now: now.form, before: entry.form });
      }
      const refused = settled === undefined ? [] : faultsFrom(settled, commands);
      if (refused.length > 0) return goTo(refused);
      if (askedBy(settled, commands, entry).length > 0) return focusOnQuestion();
      await keep();
    } finally {
      setSending(false);
    }
  };
  useEffect(() => {
    // What was left here changes the entry once it is opened.
    if (!isWanted || !form.isOpen || form.latest.current.entry !== entry) return;
    setWanted(false);
    void send();
  }, [isWanted, form.isOpen, entry]);
  /** Back to the form in which it was to be sent. */
  const goBack = () => {
    if (before.current !== undefined) form.goBackTo(before.current);
    setStop(undefined);
  };
  /** The party of a name that is beyond the lists is told by the service alone. */
  const nameOf = async (thingId: string) =>
    known.names.items.find((one) => one.id === thingId) ??
    (await ask<Representative>(`/v1/representatives/${encodeURIComponent(thingId)}`, language)).body;
  const answer = async (isSame: boolean) => {
    const [first] = asked;
    if (first === undefined) return;
    setStop(undefined);
    if (!isSame || first.command.role !== 'name') form.change(withAnswer(entry, first, isSame));
    else {
      const name = await nameOf(first.duplicate.thingId).catch(() => undefined);
      if (name === undefined) return setStop('name');
      form.change(withName(form.latest.current.entry, first, name));
    }
    focusOnId('record-send');
  };
  const putRight = async (row: Row) => {
    const proposal = row.commands.find(({ role }) => role === 'proposal');
    const itsMeeting = proposal === undefined ? crypto.randomUUID() : String(proposal.body['id']);
    try {
      // What waits is held back first: if it is being sent already, it is too late.
      if (row.state === 'waiting')
        await outbox.store({ needs: [{ asRead: row }], put: [{ ...row, state: 'recalled' }] });
      await form.replace(entryAgain(row), itsMeeting, row);
    } catch (error) {
      return announce(tell(error instanceof Taken ? 'announce.taken' : 'announce.notKept'));
    }
    setTried(true);
    focusOn('who');
  };
  /** Ends putting right: the row stays as it was, and what was taken back waits again. */
  const leaveAsItIs = async (row: Row) => {
    const isTyped = JSON.stringify(form.entry) !== JSON.stringify({ ...entryAgain(row), touched: [] });
    if (isTyped && !confirm(tell('leave.typed'))) return;
    const again: Row = row.state === 'recalled' ? { ...row, state: 'waiting' } : row;
    try {
      await form.empty((values) => outbox.store({ needs: [{ asRead: row }], put: [again], values }));
    } catch (error) {
      return announce(tell(error instanceof Taken ? 'announce.taken' : 'announce.notKept'));
    }
    setTried(false);
    focusOnId('outbox');
    void outbox.send();
  };
  return {
    faults,
    trial,
    asked: asked[0],
    isUnreachable: trials.isUnreachable,
    isSending,
    said,
    announce,
    send,
    goBack: typeof stop === 'object' && !isBack ? { form: stop.before, go: goBack } : undefined,
    answer: (isSame: boolean) => void answer(isSame),
    putRight,
    leaveAsItIs,
    about,
  };
};

/** What the service says is wrong; nothing of what only another login or a line can tell. */
const faultsFrom = (
  trial: NonNullable<ReturnType<typeof useTrial>['trial']>,
  commands: readonly Command[],
): readonly Fault[] => {
  if ('results' in trial) return faultsIn(trial.results, commands);
  const { error } = trial;
  const { status } = error instanceof Refused ? error.problem : { status: 503 };
  if (!(error instanceof Refused) || status >= 500 || [401, 429].includes(status)) return [];
  return [{ field: 'form', detail: error.problem.detail }];
};
