import { useContext } from 'preact/hooks';
import { useRecordTexts } from '../../messages/record-texts.js';
import { dependentOn, type Row } from '../../model/record/outbox.js';
import { type Box, isNobody, type Need, Taken } from '../../outbox/box.js';
import { focusOnId } from './field.js';
import { OutboxFoot } from './outbox-foot.js';
import { OutboxItem } from './outbox-item.js';
import { RowLevel } from './row-level.js';
import { Unclaimed } from './unclaimed.js';
import { LogInContext } from '../../parts/log-out.js';
import { textIn } from '../../model/record/text.js';
import type { Outbox } from './use-outbox.js';
import type { Parked } from './use-parked.js';

type Props = Readonly<{
  id: string;
  outbox: Outbox;
  box: Box | undefined;
  areNamesKept: boolean;
  parked: readonly Parked[];
  /** The row that stands in the form, to be put right. */
  rightId: string | undefined;
  putRight: (row: Row) => void;
  leaveAsItIs: (row: Row) => void;
  goOn: (one: Parked) => void;
  discard: (one: Parked) => void;
  announce: (text: string) => void;
  onGone: () => void;
}>;

/** What was recorded here: waiting, on record, or refused and why. A refused one is never sent again by itself. */
export const OutboxList = ({
  id,
  outbox,
  box,
  areNamesKept,
  parked,
  rightId,
  putRight,
  leaveAsItIs,
  goOn,
  discard,
  announce,
  onGone,
}: Props) => {
  const tell = useRecordTexts();
  const logInAgain = useContext(LogInContext);
  const { stopped, unreadable } = outbox;
  const rows = outbox.rows.filter(({ negotiationId }) => negotiationId === id);
  const elsewhere = outbox.rows.filter(({ negotiationId, state }) => negotiationId !== id && state !== 'recorded');
  const count = (state: Row['state']) => rows.filter((row) => row.state === state).length;
  const openIds = [rightId, ...outbox.replacedIds];
  const sayWhyNot = (error: unknown) =>
    announce(tell(error instanceof Taken ? 'announce.taken' : 'announce.notDeleted'));
  const remove = (ids: readonly string[], needs: readonly Need[] = []) => {
    void outbox.store({ remove: ids, needs }).catch(sayWhyNot);
    // The button that has the focus goes.
    focusOnId('outbox');
  };
  const throwAway = (row: Row) => {
    const others = dependentOn(row, outbox.rows);
    const lines = others.map(({ line }) => `– ${line}`).join('\n');
    const asked = [
      ...questionOf([row, ...others]).map((question) => tell(question)),
      ...(others.length === 0 ? [] : [`${tell('outbox.throwAllAway')}\n${lines}`]),
    ];
    if (asked.length === 0 || confirm(asked.join('\n'))) removeRows([row, ...others]);
  };
  const discardAsked = (one: Parked) => {
    if (!confirm(tell('outbox.throwThisAway'))) return;
    discard(one);
    focusOnId('outbox');
  };
  const removeRows = (all: readonly Row[]) =>
    remove(
      all.map((one) => one.id),
      all.map((asRead) => ({ asRead })),
    );
  const logIn = () => {
    if (logInAgain === undefined) return location.reload();
    logInAgain();
    // The button goes once somebody has logged in.
    focusOnId('outbox');
  };
  const sayUnreadable = () => announce(tell('outbox.noStorage'));
  return (
    <section class="sec" id="outbox" tabIndex={-1} aria-label={tell('outbox.title')}>
      <h2>
        {tell('outbox.title')}
        <small>
          {tell('outbox.count', {
            refused: count('refused'),
            waiting: count('waiting'),
            recalled: count('recalled'),
            recorded: count('recorded'),
          })}
        </small>
      </h2>
      {rows.length === 0 && <p class="dim">{tell('outbox.empty')}</p>}
      {box !== undefined && <Unclaimed box={box} send={() => void outbox.send()} failed={sayUnreadable} />}
      {stopped === 'loggedOut' && (
        <p class="wait">
          {tell(loggedOutText(box))}{' '}
          <button type="button" class="plain" onClick={logIn}>
            {tell('outbox.logIn')}
          </button>
        </p>
      )}
      {stopped === 'anotherOwner' && <p class="wait">{tell('outbox.anotherOwner')}</p>}
      {stopped === 'busy' && <p class="wait">{tell('outbox.busy')}</p>}
      {stopped === 'noStorage' && <p class="wait">{tell('outbox.noStorage')}</p>}
      {parked.map((one) => (
        <p key={one.name} class="wait act">
          {tell('outbox.unfinished')} <RowLevel entry={one.draft.entry} /> <bdi>{textIn(one.draft.entry)}</bdi>{' '}
          <button type="button" class="plain" onClick={() => goOn(one)}>
            {tell('outbox.goOn')}
          </button>
          <button type="button" class="plain" onClick={() => discardAsked(one)}>
            {tell('outbox.throwAway')}
          </button>
        </p>
      ))}
      {unreadable.length > 0 && (
        <p class="no act">
          {tell('outbox.unreadable', { count: unreadable.length })}{' '}
          <button type="button" class="plain" onClick={() => remove(unreadable)}>
            {tell('outbox.throwAway')}
          </button>
        </p>
      )}
      <ul class="out">
        {rows.map((row) => (
          <OutboxItem
            key={row.id}
            row={row}
            rows={rows}
            isOpen={openIds.includes(row.id)}
            putRight={putRight}
            leaveAsItIs={row.id === rightId ? leaveAsItIs : undefined}
            throwAway={throwAway}
          />
        ))}
      </ul>
      {elsewhere.length > 0 && <p class="dim small">{tell('outbox.elsewhere', { count: elsewhere.length })}</p>}
      <OutboxFoot
        box={box}
        onGone={onGone}
        areNamesKept={areNamesKept}
        isWaiting={outbox.rows.some(({ state }) => state === 'waiting')}
      />
    </section>
  );
};

/** What is asked before rows are thrown away: nothing of what was never sent. */
const questionOf = (rows: readonly Row[]) => {
  if (rows.some(({ state, isSent }) => state === 'waiting' && isSent)) return ['outbox.mayBeOnRecord'] as const;
  return rows.some(({ state }) => state === 'refused') ? (['outbox.throwThisAway'] as const) : [];
};

/** What becomes of what waits once its recorder has logged in: a login leaves the page, and ends what is in its memory. */
const loggedOutText = (box: Box | undefined) => {
  if (box?.isLasting !== true) return 'outbox.loggedOutHere';
  return isNobody(box.owner) ? 'outbox.loggedOutUnclaimed' : 'outbox.loggedOut';
};
