import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import { dateOf } from '../../model/meeting-days.js';
import { nameIn } from '../../model/names.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { BriefLink } from '../../parts/brief-link.js';
import { FactDate } from '../../parts/fact-date.js';
import { Status } from './status.js';
import { MOST_NEXT, type WeekFound } from './use-week.js';
import { Hour } from './when-words.js';

/** What comes after the week. */
export const Next = ({ found, open }: Readonly<{ found: WeekFound; open: (opened: Opened) => void }>) => {
  const { say } = useMessages();
  const tell = useWeekTexts();
  const next = found.next.slice(0, MOST_NEXT);
  return (
    <section class="sec" aria-labelledby="next">
      <h2 id="next">{tell('week.next')}</h2>
      {next.length === 0 && <p class="by">{tell(found.isNextCut ? 'week.nextUnread' : 'week.nextNone')}</p>}
      {next.length > 0 && (
        <table class="wknext">
          <caption class="vh">{tell('week.next')}</caption>
          <tbody>
            {next.map(({ meeting: { id, title, status, negotiationId }, account }) => (
              <tr key={id}>
                <th scope="row">
                  <FactDate edtf={dateOf(account)} text={account.text} />
                </th>
                <td>
                  <button type="button" class="named" onClick={() => open({ kind: 'meeting', id, title })}>
                    <bdi>{title}</bdi>
                  </button>{' '}
                  <span class="by">
                    <Status status={status} />
                    <Hour account={account} />
                    {' · '}
                    <BriefLink negotiation={negotiationId} meeting={{ id, title }} moment={undefined} />
                  </span>
                </td>
                <td class="by">
                  <bdi>{nameIn(found.names, 'negotiation', negotiationId) ?? say('board.voided')}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
