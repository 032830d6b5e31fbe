import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import type { ChangesView } from '../../model/changes-view.js';
import { dayText } from '../../model/dates.js';
import { linesByKind } from '../../model/moved-lines.js';
import type { MovedLineList } from '../../types/types.gen.js';
import { Line } from './line.js';
import type { Change } from './use-changes-view.js';
import type { Moved } from './use-moved.js';

type Props = Readonly<{ moved: Moved; body: MovedLineList; view: ChangesView; change: Change }>;

/** What moved, kind by kind. */
export const Lines = ({ moved, body, view, change }: Props) => {
  const { language } = useMessages();
  const tell = useChangesTexts();
  const { lines, names, readOn } = moved;
  const groups = linesByKind(lines, view);
  const { since, until, counts } = body;
  const columns = {
    before: tell('changes.on', { day: dayText(since.day, language) }),
    after: view.until === undefined ? tell('changes.now') : tell('changes.on', { day: dayText(until.day, language) }),
  };
  return (
    <section class="sec" id="moved" aria-labelledby="h-moved">
      <h2 class="vh" id="h-moved">
        {tell('changes.lines')}
      </h2>
      {groups.length > 0 && (
        <table class="moved">
          <thead>
            <tr>
              <th scope="col">{tell('changes.when')}</th>
              <th scope="col">
                <span class="h2">{tell('changes.lines')}</span>
              </th>
              <th scope="col">{columns.before}</th>
              <th scope="col">{columns.after}</th>
            </tr>
          </thead>
          {groups.map(({ kind, lines: own }) => (
            <tbody key={kind}>
              <tr class="gh">
                <th scope="rowgroup" colSpan={4}>
                  {tell(`kinds.${kind}`)}
                  <span class="dim">{view.tag === undefined ? counts.byKind[kind]?.lines : own.length}</span>
                </th>
              </tr>
              {own.map((line, n) => (
                <Line
                  key={n}
                  line={line}
                  names={names}
                  days={{ since: since.day, until: until.day }}
                  columns={columns}
                  open={(fact) => change({ fact })}
                />
              ))}
            </tbody>
          ))}
        </table>
      )}
      {groups.length === 0 && counts.lines > 0 && (
        <div class="empty" role="status">
          <p>{tell('changes.noneMatch')}</p>
          <button type="button" class="btn" onClick={() => change({ kind: undefined, tag: undefined })}>
            {tell('changes.clear')}
          </button>
        </div>
      )}
      {readOn && (
        <p class="cut">
          <button type="button" class="btn" onClick={readOn}>
            {tell('changes.more')}
          </button>
        </p>
      )}
    </section>
  );
};
