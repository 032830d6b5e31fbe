import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { faultsIn } from '../../model/record/faults.js';
import { heldBy, type Row } from '../../model/record/outbox.js';
import { Glyph } from '../../parts/glyph.js';
import { timeText } from './time-text.js';
import type { Stopped } from './use-outbox.js';

type Props = Readonly<{
  rows: readonly Row[];
  stopped: Stopped;
  /** The box ends with the page. */
  isLasting: boolean;
  putRight: (row: Row) => void;
  throwAway: (row: Row) => void;
  logIn: () => void;
}>;

/** What was recorded here: waiting, on record, or refused and why. A refused one is never sent again by itself. */
export const OutboxList = ({ rows, stopped, isLasting, putRight, throwAway, logIn }: Props) => {
  const tell = useRecordTexts();
  const count = (state: Row['state']) => rows.filter((row) => row.state === state).length;
  return (
    <section class="sec" id="outbox" tabIndex={-1} aria-label={tell('outbox.title')}>
      <h2>
        {tell('outbox.title')}
        <small>
          {tell('outbox.count', {
            refused: count('refused'),
            waiting: count('waiting'),
            recorded: count('recorded'),
          })}
        </small>
      </h2>
      {rows.length === 0 && <p class="dim">{tell('outbox.empty')}</p>}
      {stopped === 'loggedOut' && (
        <p class="wait">
          {tell('outbox.loggedOut')}{' '}
          <button type="button" class="plain" onClick={logIn}>
            {tell('outbox.logIn')}
          </button>
        </p>
      )}
      <ul class="out">
        {rows.map((row) => (
          <Item key={row.id} row={row} rows={rows} putRight={putRight} throwAway={throwAway} />
        ))}
      </ul>
      {!isLasting && <p class="dim small">{tell('outbox.notLasting')}</p>}
    </section>
  );
};

const SIGNS = { waiting: ['wait', 'clock'], recorded: ['ease', 'yes'], refused: ['hard', 'no'] } as const;

type ItemProps = Readonly<{ row: Row }> & Pick<Props, 'rows' | 'putRight' | 'throwAway'>;
const Item = ({ row, rows, putRight, throwAway }: ItemProps) => {
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
        <small>
          {state === 'waiting' && tell('outbox.since', { time: time(new Date(keptAt)) })}
          {state === 'recorded' && eventId !== undefined && (
            <>
              <a href={`/negotiations/${negotiationId}/timeline?fact=${eventId}`}>{tell('outbox.event')}</a>
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
      {state === 'refused' && (
        <div class="no">
          {faultsIn(row.refusal ?? [], row.commands).map((fault, n) => (
            <p key={n}>
              {fault.field !== 'form' && <b>{tell(`field.${fault.field}`)}: </b>}
              {'detail' in fault && <bdi lang="en">{fault.detail}</bdi>}
            </p>
          ))}
          <p class="act">
            <button type="button" class="plain" onClick={() => putRight(row)}>
              {tell('outbox.putRight')}
            </button>
            <button type="button" class="plain" onClick={() => throwAway(row)}>
              {tell('outbox.throwAway')}
            </button>
          </p>
        </div>
      )}
    </li>
  );
};
