import { Link } from 'wouter-preact';
import type { Negotiation } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { FactDate } from '../../parts/fact-date.js';

export const NegotiationTable = ({ items }: Readonly<{ items: readonly Negotiation[] }>) => {
  const { say } = useMessages();
  return (
    <table class="talks">
      <thead>
        <tr>
          <th scope="col">{say('list.negotiation')}</th>
          <th scope="col">{say('list.status')}</th>
          <th scope="col">{say('list.since')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ id, title, subject, status, since }) => (
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
          </tr>
        ))}
      </tbody>
    </table>
  );
};
