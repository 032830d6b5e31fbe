import { useState } from 'preact/hooks';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import type { TimelineItem } from '../../types/types.gen.js';

const MOST = 12;

type Props = Readonly<{
  undated: readonly TimelineItem[];
  /** How many more there are that were not read. */
  notRead: number;
  open: (eventId: string) => void;
}>;

/** Facts of which nobody told when they happened. They stand on no day. */
export const Tray = ({ undated, notRead, open }: Props) => {
  const tell = useTimelineTexts();
  const [areAllShown, showAll] = useState(false);
  if (undated.length + notRead === 0) return null;
  const shown = areAllShown ? undated : undated.slice(0, MOST);
  const hidden = undated.length - shown.length;
  return (
    <section class="tray" aria-labelledby="tray">
      <h2 id="tray">
        {tell('tray.title')} <span class="dim">{undated.length + notRead}</span>
      </h2>
      <div>
        <p class="small dim">{notRead > 0 ? tell('tray.notRead', { count: notRead }) : tell('tray.why')}</p>
        <ul>
          {shown.map(({ eventId, title }) => (
            <li key={eventId}>
              <button type="button" class="named rec" onClick={() => open(eventId)}>
                {title}
              </button>
            </li>
          ))}
        </ul>
        {hidden > 0 && (
          <button type="button" class="plain small more" onClick={() => showAll(true)}>
            {tell('line.more', { count: hidden })}
          </button>
        )}
      </div>
    </section>
  );
};
