import { useEffect, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { type Box, isNobody } from '../../outbox/box.js';
import { timeText } from '../../model/instants.js';

type Props = Readonly<{
  isOffline: boolean;
  box: Box | undefined;
  /** When the names were last read. */
  heardAt: Date | undefined;
  retry: () => void;
}>;

/** There is no line: since when, what becomes of what is recorded, and how old the names are. */
export const Strip = ({ isOffline, box, heardAt, retry }: Props) => {
  const { say, language } = useMessages();
  const tell = useRecordTexts();
  const [since, setSince] = useState<Date>();
  useEffect(() => setSince(isOffline ? new Date() : undefined), [isOffline]);
  const time = (at: Date) => timeText(at, language);
  return (
    <div role="status">
      {isOffline && since !== undefined && (
        <p class="noline">
          <span>
            <b>{tell('strip.offline', { time: time(since) })}</b> {tell(promiseOf(box))}{' '}
            <button type="button" class="plain" onClick={retry}>
              {say('trouble.retry')}
            </button>
          </span>
          {heardAt !== undefined && <span class="to">{tell('strip.asOf', { time: time(heardAt) })}</span>}
        </p>
      )}
    </div>
  );
};

/** What becomes of what is recorded now. */
const promiseOf = (box: Box | undefined) => {
  if (box === undefined || !box.isLasting)
    return box !== undefined && isNobody(box.owner) ? 'strip.goOnNowhere' : 'strip.goOnHere';
  return isNobody(box.owner) ? 'strip.goOnUnclaimed' : 'strip.goOn';
};
