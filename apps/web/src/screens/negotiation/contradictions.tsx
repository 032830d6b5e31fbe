import type { Board } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { type Rivals, rivalsOf } from '../../model/accounts.js';
import { Glyph } from '../../parts/glyph.js';
import type { Opened } from '../../parts/drawer/opened.js';

const MOST = 4;

type Props = Readonly<{ board: Board; open: (opened: Opened) => void }>;

/** Accounts that contradict each other, side by side. */
export const Contradictions = ({ board, open }: Props) => {
  const { say } = useMessages();
  const rivals = rivalsOf(board);
  const { disputes } = board;
  const more = rivals.length - MOST + disputes.more;
  const count = say('disputes.count', { open: rivals.length + disputes.more, settled: disputes.settled });
  if (rivals.length === 0)
    return (
      <section class="sec" aria-labelledby="disputes">
        <h2 id="disputes">
          {say('disputes.title')} <small>{count}</small>
        </h2>
        <p class="dim small">{say('disputes.none')}</p>
      </section>
    );
  return (
    <section class="sec" aria-labelledby="disputes">
      <h2 class="vh" id="disputes">
        {say('disputes.title')}
      </h2>
      <table class="rival">
        <thead>
          <tr>
            <th scope="col">
              <span class="h2">{say('disputes.title')}</span>
            </th>
            <th scope="col">{say('disputes.recorded')}</th>
            <th scope="col">
              {say('disputes.other')}
              <small>{count}</small>
            </th>
          </tr>
        </thead>
        <tbody>
          {rivals.slice(0, MOST).map((one) => (
            <Row key={one.key} rivals={one} open={open} />
          ))}
        </tbody>
      </table>
      {more > 0 && <p class="dim small">{say('list.andMore', { count: more })}</p>}
    </section>
  );
};

const Row = ({ rivals, open }: Readonly<{ rivals: Rivals; open: Props['open'] }>) => {
  const { say } = useMessages();
  const { about, field, recorded, rival, opens } = rivals;
  const name = about === '' ? say('names.hidden') : about;
  return (
    <tr>
      <th scope="row">
        <button type="button" class="named" onClick={() => open({ ...opens, title: name })}>
          <bdi>{name}</bdi>
        </button>
        {field !== undefined && (
          <span class="dim">{` (${field === 'planned' ? say('field.planned') : field === 'members' ? say('field.members') : field})`}</span>
        )}
      </th>
      {[recorded, rival].map(({ text, by }, n) => (
        <td key={n}>
          {n === 1 && (
            <span class="neq">
              <Glyph name="neq" />
            </span>
          )}
          <p class="rec" dir="auto">
            {text ?? <span class="dim">{say('disputes.silent')}</span>}{' '}
            {by !== undefined && <span class="by">{by}</span>}
          </p>
        </td>
      ))}
    </tr>
  );
};
