import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { Board } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { listText } from '../../model/dates.js';
import type { Perhaps } from '../../model/perhaps.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { PositionCell } from './position-cell.js';

const MOST_ISSUES = 6;

type Props = Readonly<{
  board: Board;
  perhaps: readonly Perhaps[];
  /** Where all of them are. */
  timeline: string;
  open: (opened: Opened) => void;
}>;

/** What each party wants on each issue. Silence is said. */
export const Positions = ({ board, perhaps, timeline, open }: Props) => {
  const { say } = useMessages();
  const [areAllShown, showAll] = useState(false);
  const { parties, issues, positions, names } = board;
  const hasPosition = (id: string) => positions.items.some(({ issueId }) => issueId === id);
  const sorted = issues.items.toSorted((a, b) => Number(hasPosition(b.id)) - Number(hasPosition(a.id)));
  const shown = areAllShown ? sorted : sorted.slice(0, MOST_ISSUES);
  const hidden = sorted.length - shown.length;
  return (
    <section class="sec positions" aria-labelledby="positions">
      <h2 class="vh" id="positions">
        {say('positions.title')}
      </h2>
      {issues.items.length === 0 ? (
        <>
          <p class="h2" aria-hidden="true">
            {say('positions.title')}
          </p>
          <p class="dim small">{say('positions.noIssues')}</p>
        </>
      ) : (
        <div class="wide">
          <table class="pos">
            <thead>
              <tr>
                <th scope="col">
                  <span class="h2">{say('positions.title')}</span>
                </th>
                {parties.items.map(({ id, name }) => (
                  <th key={id} scope="col">
                    <bdi>{name}</bdi>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ id, title }) => (
                <tr key={id}>
                  <th scope="row">
                    <p class="rec" dir="auto">
                      {title}
                    </p>
                  </th>
                  {parties.items.map((party) => (
                    <td key={party.id} data-for={party.shortName ?? party.name}>
                      <div>
                        <PositionCell
                          positions={positions.items.filter((one) => one.issueId === id && one.partyId === party.id)}
                          isCut={positions.more > 0}
                          perhaps={perhaps.filter(
                            ({ position }) => position.issueId === id && position.partyId === party.id,
                          )}
                          names={names}
                          open={open}
                        />
                      </div>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hidden > 0 && (
        <button type="button" class="plain small more" onClick={() => showAll(true)}>
          {say('list.andMore', { count: hidden + issues.more })}
        </button>
      )}
      <LeftOut board={board} timeline={timeline} />
    </section>
  );
};

/** What the board has no room for. */
const LeftOut = ({ board, timeline }: Pick<Props, 'board' | 'timeline'>) => {
  const { say, language } = useMessages();
  const left = (['parties', 'issues', 'positions'] as const).filter((kind) => board[kind].more > 0);
  if (left.length === 0) return null;
  const what = listText(
    left.map((kind) => say(`positions.left.${kind}`, { count: board[kind].more })),
    language,
  );
  return (
    <p class="small">
      {say('positions.left', { what })} <Link href={timeline}>{say('timeline.title')}</Link>
    </p>
  );
};
