import type { Direction, Me, Names, PositionFactType, PositionKind } from '../../types/types.gen.js';
import { Link } from 'wouter-preact';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { dayText } from '../../model/dates.js';
import type { Entry } from '../../model/history.js';
import { nameIn } from '../../model/names.js';
import { KIND_SIGNS } from '../../model/signs.js';
import { FactDate } from '../fact-date.js';
import { Glyph } from '../glyph.js';
import { Move } from '../move.js';
import { SourceLine } from './source-line.js';

type Props = Readonly<{ entry: Entry; names: Names; negotiation: string }>;

/** A fact: what happened, in the words of the record, with its evidence, its sources and how reliable they are. */
export const HistoryEntry = ({ entry, names, negotiation }: Props) => {
  const { say, language } = useMessages();
  const { data } = useAnswer<Me>('/v1/me');
  const { eventId, kind, text, comment, sources = [], evidence = [], learnedAt, recordedBy } = entry;
  return (
    <li tabIndex={-1}>
      <p class="kind">
        {kind !== undefined && kind in KIND_SIGNS && <Kind kind={kind as PositionKind} />}
        <When entry={entry} />
      </p>
      {text !== undefined && (
        <p class="rec" dir="auto">
          {text}
        </p>
      )}
      {comment !== undefined && (
        <p class="by" dir="auto">
          {comment}
        </p>
      )}
      {evidence.length > 0 && (
        <p class="by">
          {say('drawer.evidence')}{' '}
          <bdi>
            {evidence.map((one) => nameIn(names, one.kind, one.id) ?? say('names.hidden')).join(say('text.comma'))}
          </bdi>
        </p>
      )}
      {sources.map((source, n) => (
        <SourceLine key={n} source={source} names={names} />
      ))}
      <p class="dim small">
        {say('drawer.learned', { day: dayText(learnedAt.slice(0, 10), language), person: recordedBy })}
        {data?.body.may.includes('record') === true && (
          <>
            {' · '}
            <Link href={`/negotiations/${negotiation}/record?right=${encodeURIComponent(eventId)}`}>
              {say('drawer.putRight')}
            </Link>
          </>
        )}
      </p>
    </li>
  );
};

const Kind = ({ kind }: Readonly<{ kind: PositionKind }>) => {
  const { say } = useMessages();
  const [tone, glyph] = KIND_SIGNS[kind];
  return (
    <b class={tone}>
      <Glyph name={glyph} />
      {say(`kind.${kind}`)}
    </b>
  );
};

const POSITION_FACTS: readonly string[] = [
  'PositionTaken',
  'PositionShifted',
  'PositionMaintained',
  'PositionWithdrawn',
];

/** When it happened; of a position, also how it moved. */
const When = ({ entry }: Readonly<{ entry: Entry }>) => {
  const { type, direction, occurredOn, occurredText } = entry;
  if (type !== undefined && POSITION_FACTS.includes(type))
    return (
      <Move
        move={{
          type: type as PositionFactType,
          ...(direction !== undefined && { direction: direction as Direction }),
          ...(occurredOn !== undefined && { occurredOn }),
          ...(occurredText !== undefined && { occurredText }),
        }}
      />
    );
  if (occurredOn === undefined) return null;
  return (
    <span class="by">
      <FactDate edtf={occurredOn} text={occurredText} style="long" />
    </span>
  );
};
