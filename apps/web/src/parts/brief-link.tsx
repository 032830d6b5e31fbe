import { Link } from 'wouter-preact';
import { useMessages } from '../messages/use-messages.js';
import { addressOfBrief } from '../model/addresses.js';
import type { Moment } from '../model/moment.js';

type Props = Readonly<{
  negotiation: string;
  meeting: Readonly<{ id: string; title: string }>;
  moment: Moment | undefined;
}>;

/** Leads from a meeting to what somebody takes into it. */
export const BriefLink = ({ negotiation, meeting: { id, title }, moment }: Props) => {
  const { say } = useMessages();
  return (
    <Link
      href={addressOfBrief(negotiation, id, moment)}
      aria-label={[say('brief.title'), title].join(say('text.colon'))}
    >
      {say('brief.title')}
    </Link>
  );
};
