import { Link } from 'wouter-preact';
import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { faultsIn } from '../../model/record/faults.js';
import { heldBy, type Row } from '../../model/record/outbox.js';
import { Glyph } from '../../parts/glyph.js';
import { RowLevel } from './row-level.js';
import { timeText } from '../../model/instants.js';

const SIGNS = {
  waiting: ['wait', 'clock'],
  recorded: ['ease', 'yes'],
  refused: ['hard', 'no'],
  recalled: ['wait', 'clock'],
} as const;

type Props = Readonly<{
  row: Row;
  rows: readonly Row[];
  /** It stands in a form. */
  isOpen: boolean;
  putRight: (row: Row) => void;
  /** Undefined if it does not stand in the form of this window. */
  leaveAsItIs: ((row: Row) => void) | undefined;
  throwAway: (row: Row) => void;
}>;
/** Something that was recorded here, and what became of it. */
export const OutboxItem = ({ row, rows, isOpen, putRight, leaveAsItIs, throwAway }: Props) => {
  const { say, language } = useMessages();
  const tell = useRecordTexts();
  const { state, line, keptAt, settledAt, eventId, negotiationId } = row;
  const [tone, glyph] = SIGNS[state];
  const time = (at: Date) => timeText(at, language);
  const parent = state === 'waiting' ? heldBy(row, rows) : undefined;
  return (
    <li>
      <span class={tone}>
        <Glyph name={glyph} />
      </span>
      <span class="rec" dir="auto">
        {line}
      </span>
      <span class={`st ${tone}`}>
        {tell(`outbox.${state}`)}
        <RowLevel entry={row.entry} />
        <small>
          {state === 'waiting' && tell('outbox.since', { time: time(new Date(keptAt)) })}
          {state === 'recorded' && eventId !== undefined && (
            <>
              <Link
                href={`/negotiations/${encodeURIComponent(negotiationId)}/timeline?fact=${encodeURIComponent(eventId)}`}
              >
                {tell('outbox.event')}
              </Link>
              {say('text.comma')}
            </>
          )}
          {settledAt !== undefined && time(new Date(settledAt))}
        </small>
      </span>
      {parent !== undefined && (
        <p class="no">
          {tell(parent.state === 'refused' ? 'outbox.heldByRefused' : 'outbox.heldBy', { line: parent.line })}
        </p>
      )}
      {state === 'waiting' && row.trouble !== undefined && (
        <p class="no">
          {tell(troubleOf(row))} <bdi lang="en">{row.trouble}</bdi>
        </p>
      )}
      {state !== 'recorded' && (
        <div class={state === 'refused' ? 'no' : 'wait'}>
          {faultsIn(row.refusal ?? [], row.commands).map((fault, n) => (
            <p key={n}>
              {fault.field !== 'form' && <b>{tell(`field.${fault.field}`)}: </b>}
              {'detail' in fault && <bdi lang="en">{fault.detail}</bdi>}
            </p>
          ))}
          {isOpen ? (
            <p class="act">
              {tell('outbox.isOpen')}{' '}
              {leaveAsItIs && (
                <button type="button" class="plain" onClick={() => leaveAsItIs(row)}>
                  {tell('outbox.leaveAsItIs')}
                </button>
              )}
            </p>
          ) : (
            <p class="act">
              {!(state === 'waiting' && row.isSent) && (
                <button type="button" class="plain" onClick={() => putRight(row)}>
                  {tell('outbox.putRight')}
                </button>
              )}
              <button type="button" class="plain" onClick={() => throwAway(row)}>
                {tell('outbox.throwAway')}
              </button>
            </p>
          )}
        </div>
      )}
    </li>
  );
};

/** What is known of a row that was sent, and is not settled. */
const troubleOf = ({ trouble, isForbidden }: Row) => {
  if (isForbidden) return 'outbox.forbidden';
  return trouble === '' ? 'outbox.noAnswer' : 'outbox.trouble';
};
