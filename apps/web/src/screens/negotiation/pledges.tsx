import type { Board, BoardPledge, CommitmentWord } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { listText } from '../../model/dates.js';
import { nameIn } from '../../model/names.js';
import { FactDate } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';
import type { Opened } from '../../parts/drawer/opened.js';

type Props = Readonly<{ board: Board; open: (opened: Opened) => void }>;

/** What was pledged and is not settled, with the last word on it. */
export const Pledges = ({ board, open }: Props) => {
  const { say } = useMessages();
  const { pledges } = board;
  const overdue = pledges.items.filter((one) => one.overdue).length;
  return (
    <section class="sec" aria-labelledby="pledges">
      <h2 id="pledges">
        {say('pledges.title')}{' '}
        <small>{say('pledges.count', { open: pledges.items.length + pledges.more, overdue })}</small>
      </h2>
      {pledges.items.map((pledge) => (
        <Pledge key={pledge.id} pledge={pledge} board={board} open={open} />
      ))}
      {pledges.more > 0 && <p class="dim small">{say('list.andMore', { count: pledges.more })}</p>}
    </section>
  );
};

const Pledge = ({ pledge, board, open }: Props & Readonly<{ pledge: BoardPledge }>) => {
  const { say, language } = useMessages();
  const { id, status, overdue, byIds, text, due, occurredOn, occurredText, lastWord } = pledge;
  const nameOf = (kind: string, one: string) => nameIn(board.names, kind, one) ?? say('names.hidden');
  const partyOf = (one: string) =>
    board.parties.items.find((party) => party.id === one)?.shortName ?? nameOf('party', one);
  const sayer =
    lastWord?.reportedById === undefined ? lastWord?.reportedBy : nameOf('representative', lastWord.reportedById);
  return (
    <div class="pledge">
      <p class="kind">
        <b class={overdue ? 'hard' : 'wait'}>
          <Glyph name={overdue ? 'warn' : status === 'disputed' ? 'neq' : 'open'} />
          {say(overdue ? 'pledges.overdue' : `pledge.${status}`)}
        </b>
      </p>
      <div>
        <p class="rec" dir="auto">
          <button type="button" class="named" onClick={() => open({ kind: 'commitment', id, title: text })}>
            {text}
          </button>
        </p>
        <p class="by">
          <bdi>{listText(byIds.map(partyOf), language)}</bdi>
          {occurredOn !== undefined && (
            <>
              {say('text.comma')}
              <FactDate edtf={occurredOn} text={occurredText} />
            </>
          )}
          {due?.on !== undefined && (
            <>
              {say('text.stop')}
              {say('pledges.due')} <FactDate edtf={due.on} text={due.text} />
            </>
          )}
          {say('text.stop')}
          {lastWord === undefined ? say('pledges.noWord') : <LastWord word={lastWord} sayer={sayer} />}
        </p>
      </div>
    </div>
  );
};

/** When something was last said of a pledge, by whom, and what. */
const LastWord = ({ word, sayer }: Readonly<{ word: CommitmentWord; sayer: string | undefined }>) => {
  const { say } = useMessages();
  const { occurredOn, occurredText, text, reason } = word;
  const words = text ?? reason;
  return (
    <>
      {say('pledges.lastWord')}
      {occurredOn !== undefined && (
        <>
          {' '}
          <FactDate edtf={occurredOn} text={occurredText} />
        </>
      )}
      {sayer !== undefined && (
        <>
          {say('text.comma')}
          <bdi>{sayer}</bdi>
        </>
      )}
      {words !== undefined && (
        <>
          {say('text.colon')}
          <bdi>{words}</bdi>
        </>
      )}
    </>
  );
};
