import { Link } from 'wouter-preact';
import type { ListedNegotiation, NextMeetingInBrief } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { FactDate } from '../../parts/fact-date.js';

export const NegotiationTable = ({ items }: Readonly<{ items: readonly ListedNegotiation[] }>) => {
  const { say } = useMessages();
  return (
    <table class="talks">
      <thead>
        <tr>
          <th scope="col">{say('list.negotiation')}</th>
          <th scope="col">{say('list.status')}</th>
          <th scope="col">{say('list.since')}</th>
          <th scope="col">{say('meetings.next')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ id, title, subject, status, since, nextMeeting }) => (
          <tr key={id}>
            <th scope="row">
              <Link href={`/negotiations/${id}`}>
                <bdi>{title}</bdi>
              </Link>
              {subject !== undefined && (
                <p class="rec" dir="auto">
                  {subject}
                </p>
              )}
            </th>
            <td>{say(`status.${status}`)}</td>
            <td>{since?.occurredOn !== undefined && <FactDate edtf={since.occurredOn} text={since.occurredText} />}</td>
            <td data-label={say('meetings.next')}>
              {nextMeeting ? <NextMeeting meeting={nextMeeting} /> : <span class="dim">{say('meetings.none')}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** When it is planned, as far as that was told, and its title. */
const NextMeeting = ({ meeting: { title, planned } }: Readonly<{ meeting: NextMeetingInBrief }>) => (
  <>
    {planned?.on === undefined ? planned?.text : <FactDate edtf={planned.on} text={planned.text} />}
    <p class="rec" dir="auto">
      {title}
    </p>
  </>
);
