import { useEffect, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { timeText } from './time-text.js';

type Props = Readonly<{
  isOffline: boolean;
  isLasting: boolean;
  /** When the names were last read. */
  heardAt: Date | undefined;
  retry: () => void;
}>;

/** There is no line: since when, what becomes of what is recorded, and how old the names are. */
export const Strip = ({ isOffline, isLasting, heardAt, retry }: Props) => {
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
            <b>{tell('strip.offline', { time: time(since) })}</b> {tell(isLasting ? 'strip.goOn' : 'strip.goOnHere')}{' '}
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
