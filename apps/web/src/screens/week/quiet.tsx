import { Link } from 'wouter-preact';
import { useWeekTexts } from '../../messages/week-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import type { WeekRow } from '../../model/week-marks.js';
import type { ListedNegotiation } from '../../types/types.gen.js';

type Props = Readonly<{ negotiations: readonly ListedNegotiation[]; rows: readonly WeekRow[] }>;

/** The negotiations in which nothing is set for the week, by their names. */
export const Quiet = ({ negotiations, rows }: Props) => {
  const { say } = useMessages();
  const tell = useWeekTexts();
  const busy = new Set(rows.map(({ negotiationId }) => negotiationId));
  const quiet = negotiations.filter(({ id }) => !busy.has(id));
  if (negotiations.length === 0) return <p class="empty">{say('list.empty')}</p>;
  if (quiet.length === 0) return null;
  return (
    <section class="sec" aria-labelledby="quiet">
      <h2 id="quiet">
        {tell('week.quiet')} <small>{quiet.length}</small>
      </h2>
      <ul class="wkquiet">
        {quiet.map(({ id, title }) => (
          <li key={id}>
            <Link class="quiet" href={`/negotiations/${id}`}>
              <bdi>{title}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
};
