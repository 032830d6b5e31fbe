import { isWithheld } from '../../../api/answer.js';
import { useAnswer } from '../../../api/queries.js';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { instantText } from '../../../model/instants.js';
import { Loading } from '../../../parts/loading.js';
import { Trouble } from '../../../parts/trouble.js';
import type { EventLine, Me } from '../../../types/types.gen.js';
import { type Act, type Approved, type Asked, fromTo } from './decide.js';
import { addressOf } from './use-approvals.js';
import { type MarkedPage, pageOf, titleIn } from './use-pages.js';

export const headingOf = ({ eventId }: EventLine): string => `approval-${eventId}`;

type Props = Readonly<{
  line: EventLine;
  me: Me;
  /** It is asked already what is to be done with it. */
  isAsked: boolean;
  ask: (asked: Asked) => void;
}>;

/** An approval that waits for a second person: what is to be marked how, by whom and why, and what the reader may do with it. */
export const Approval = ({ line, me, isAsked, ask }: Props) => {
  const { say, language } = useMessages();
  const tell = useAdministrationTexts();
  const page = useAnswer<MarkedPage>(pageOf(line.eventId));
  const thing = useAnswer<object>(addressOf(line));
  const error = page.error ?? thing.error;
  const retry = () => {
    for (const one of [page, thing]) if (one.error !== null) void one.refetch();
  };
  const etag = thing.data?.etag;
  // What was shown of it may be shown no more.
  const isHidden = isWithheld(page.error) || isWithheld(thing.error);
  if (page.data === undefined || etag === undefined || isHidden)
    return (
      <li class="hook">
        {error === null ? (
          <Loading>{tell('two.loading')}</Loading>
        ) : (
          <Trouble error={error} retry={retry} heading="h3" />
        )}
      </li>
    );
  const { data, marking } = page.data.body;
  const approved = data as Approved;
  const title = titleIn(page.data.body);
  const acts: readonly Act[] = [
    ...(me.may.includes('record') ? (['mark'] as const) : []),
    ...(me.may.includes('approve-marking') ? (['withdraw'] as const) : []),
  ];
  return (
    <li class="hook">
      <h3 id={headingOf(line)} tabIndex={-1}>
        {title}
      </h3>
      <p class="small">{tell('two.from', fromTo(marking, approved))}</p>
      <p class="rec" dir="auto">
        {approved.reason}
      </p>
      {approved.consent !== undefined && (
        <p class="small">
          {tell('two.consent')}
          {say('text.colon')}
          <bdi>{approved.consent}</bdi>
        </p>
      )}
      <p class="by">
        {tell('two.approvedBy', { name: line.recordedBy, time: instantText(line.recordedAt, language) })}
      </p>
      {!isAsked && (
        <p class="acts2">
          {acts.map((act) => (
            <button
              key={act}
              type="button"
              class="plain small"
              onClick={() => ask({ act, line, approved, title, now: marking, etag })}
            >
              {tell(`two.${act}`)}
            </button>
          ))}
        </p>
      )}
    </li>
  );
};
