import { Link } from 'wouter-preact';
import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { dayText } from '../../model/dates.js';
import type { Sorted } from '../../model/timeline-facts.js';
import type { Window } from '../../model/window.js';
import type { Board } from '../../types/types.gen.js';

type Props = Readonly<{
  board: Board;
  /** Undefined until something was read. */
  sorted: Sorted | undefined;
  window: Window;
  /** Only the facts of the window were read. */
  isLong: boolean;
  isWrong: boolean;
}>;

/** The name of the negotiation, and how many facts the screen shows and leaves out. */
export const Head = ({ board, sorted, window, isLong, isWrong }: Props) => {
  const { say, language } = useMessages();
  const tell = useTimelineTexts();
  const { title, status } = board.negotiation;
  const days = { from: dayText(window.from, language, 'long'), to: dayText(window.to, language, 'long') };
  return (
    <header class="lede">
      <div class="crumb">
        <Link class="quiet" href="/">
          {say('list.title')}
        </Link>
        <span aria-hidden="true">/</span>
        <h1>
          <bdi>{title ?? say('board.voided')}</bdi>
        </h1>
        <span class="dim">{status !== undefined && say(`status.${status}`)}</span>
      </div>
      <p class="headline sub" role="status">
        {sorted === undefined
          ? '\u00A0'
          : isLong
            ? tell('timeline.summaryLong', { ...days, count: sorted.inside.length })
            : tell('timeline.summary', {
                ...days,
                count: sorted.inside.length,
                before: sorted.before,
                after: sorted.after,
                undated: sorted.undated.length,
              })}
      </p>
      {isWrong && <p class="by">{say('moment.wrong')}</p>}
    </header>
  );
};
