import { changedTexts, fieldText } from '../../model/event-changes.js';
import { useMessages } from '../../messages/use-messages.js';
import { FactDate } from '../fact-date.js';
import type { EventPage } from '../../types/types.gen.js';

type Props = Readonly<{ event: EventPage; first: NonNullable<EventPage['asRecorded']> }>;

/** What corrections changed: what was first recorded, struck out, and what stands now. */
export const FirstRecorded = ({ event, first }: Props) => {
  const { say } = useMessages();
  return (
    <ul class="changed">
      {first.occurredOn !== event.occurredOn && (
        <li>
          {first.occurredOn !== undefined && (
            <s>
              <FactDate edtf={first.occurredOn} text={first.occurredText} style="long" />
            </s>
          )}{' '}
          {event.occurredOn !== undefined && (
            <FactDate edtf={event.occurredOn} text={event.occurredText} style="long" />
          )}
        </li>
      )}
      {changedTexts(first.data, event.data).map(({ key, before, after }) => (
        <li key={key} class="rec">
          <span class="by" lang="en">
            {fieldText(key)}
            {say('text.colon')}
          </span>
          {before !== undefined && <s dir="auto">{before}</s>} {after !== undefined && <bdi>{after}</bdi>}
        </li>
      ))}
    </ul>
  );
};
