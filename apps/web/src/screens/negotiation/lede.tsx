import { Link } from 'wouter-preact';
import type { Board } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { dayText } from '../../model/dates.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';

/** After so many days without a fact, the reader is warned that the record may be behind the world. */
const OLD_DAYS = 60;

type Props = Readonly<{
  board: Board;
  isNow: boolean;
  isWrong: boolean;
  /** Where whoever reads may record something. */
  record: string | undefined;
}>;

/** The name of the negotiation, the sentence that says where it stands, and how old the record is. */
export const Lede = ({ board, isNow, isWrong, record }: Props) => {
  const { say, language } = useMessages();
  const { negotiation, lastFact, headline } = board;
  const { title, status, since } = negotiation;
  const name = title ?? say('board.voided');
  return (
    <header class="lede">
      <div class="crumb">
        <Link class="quiet" href="/">
          {say('list.title')}
        </Link>
        <span aria-hidden="true">/</span>
        {headline && (
          <h1>
            <bdi>{name}</bdi>
          </h1>
        )}
        <span class="dim">
          {status !== undefined && say(`status.${status}`)}{' '}
          {since?.occurredOn !== undefined && (
            <>
              {say('board.since')} <FactDate edtf={since.occurredOn} text={since.occurredText} style="long" />
            </>
          )}
        </span>
      </div>
      {headline ? (
        <p class="headline" dir="auto">
          {isByDate(headline) && (
            <>
              <Glyph name="hence" />
              {say('board.byDate')}{' '}
            </>
          )}
          {[headline.text, headline.next?.text].filter(Boolean).join(language === 'zh' ? '' : ' ')}
        </p>
      ) : (
        <h1 class="headline">
          <bdi>{name}</bdi>
        </h1>
      )}
      {isWrong && <p class="by">{say('moment.wrong')}</p>}
      <p class="by">
        {lastFact === undefined ? (
          <>
            {say(isNow ? 'board.empty' : 'board.notBegun')}{' '}
            {isNow && record !== undefined && <Link href={record}>{say('record.title')}</Link>}
          </>
        ) : (
          <>
            {lastFact.daysAgo > OLD_DAYS && (
              <span class="wait">
                <Glyph name="warn" />
              </span>
            )}
            {say(isNow ? 'board.age' : 'board.ageThen', {
              day: dayText(lastFact.day, language, 'long'),
              days: lastFact.daysAgo,
            })}
          </>
        )}
      </p>
    </header>
  );
};

/** That something is due follows from a date by its nature. */
const isByDate = ({ id, followsFromDateAlone }: NonNullable<Board['headline']>): boolean =>
  followsFromDateAlone === true && !id.startsWith('headline.due.');
