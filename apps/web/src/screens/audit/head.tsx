import { Link } from 'wouter-preact';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { instantText, timeText } from '../../model/instants.js';
import { isPutRight } from '../../model/strip.js';
import type { EventLine } from '../../types/types.gen.js';

type Props = Readonly<{
  events: readonly EventLine[];
  title: string | undefined;
  isWhole: boolean;
  isWrong: boolean;
  /** How many were recorded since the last one is shown. */
  newer: number;
  /** What is shown is not read again by itself: since when, and what reads it. */
  again: Readonly<{ read: () => void; heardAt: Date }> | undefined;
}>;

/** The name of the negotiation, how much is on record, and from when to when it was recorded. */
export const Head = ({ events, title, isWhole, isWrong, newer, again }: Props) => {
  const { say, language } = useMessages();
  const tell = useAuditTexts();
  const [first, last] = [events[0], events.at(-1)];
  const time = again && timeText(again.heardAt, language);
  return (
    <header class="lede">
      <div class="crumb">
        <Link class="quiet" href="/">
          {say('list.title')}
        </Link>
        <span aria-hidden="true">/</span>
        <h1>
          {say('audit.title')}
          {say('text.colon')}
          <bdi>{title ?? say('board.voided')}</bdi>
        </h1>
      </div>
      <p class="headline sub">
        {isWhole
          ? tell('audit.summary', { events: events.length, corrections: events.filter(isPutRight).length })
          : '\u00A0'}
      </p>
      {first && last && (
        <p class="by">
          {tell('audit.summaryRange', {
            from: instantText(first.recordedAt, language),
            to: instantText(last.recordedAt, language),
          })}
        </p>
      )}
      <p class="by" role="status">
        {[isWrong && tell('audit.wrong'), newer > 0 && tell('audit.newer', { count: newer })].filter(Boolean).join(' ')}
      </p>
      {again && time !== undefined && (
        <p class="by">
          {tell('audit.asOf', { time })}{' '}
          <button type="button" class="plain" onClick={again.read}>
            {tell('audit.readAgain')}
          </button>
        </p>
      )}
    </header>
  );
};
