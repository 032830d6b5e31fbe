import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import type { ChangesView } from '../../model/changes-view.js';
import { dayText } from '../../model/dates.js';
import type { MovedLineList } from '../../types/types.gen.js';
import { Line } from './line.js';
import type { Change } from './use-changes-view.js';
import type { Moved } from './use-moved.js';

type Props = Readonly<{ moved: Moved; body: MovedLineList; view: ChangesView; change: Change; wait: string }>;

/** What moved, kind by kind. */
export const Lines = ({ moved, body, view, change, wait }: Props) => {
  const { language } = useMessages();
  const tell = useChangesTexts();
  const { lines, groups, names, hasMore } = moved;
  const places = useMemo(() => new Map(lines.map((line, n) => [line, n])), [lines]);
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
                  place={places.get(line)}
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
      {groups.length === 0 && counts.lines > 0 && !hasMore && (
        <div class="empty">
          <p role="status">{tell('changes.noneMatch')}</p>
          <button type="button" class="btn" onClick={() => change({ kind: undefined, tag: undefined })}>
            {tell('changes.clear')}
          </button>
        </div>
      )}
      <Cut moved={moved} count={counts.lines} view={view} wait={wait} />
    </section>
  );
};

type CutProps = Readonly<{ moved: Moved; count: number; view: ChangesView; wait: string }>;

/** How many of all lines are shown, where that is not all, and what shows more. It says so on paper, too. */
const Cut = ({
  moved: { lines, unseen, hasMore, isReadingOn, readOn },
  count,
  view: { kind, tag },
  wait,
}: CutProps) => {
  const { say } = useMessages();
  const tell = useChangesTexts();
  const begun = useRef<number>();
  useEffect(() => {
    if (begun.current === undefined || begun.current >= lines.length) return;
    // The reader goes on with the first line that has come.
    document.querySelector<HTMLElement>(`[data-line="${begun.current}"] button`)?.focus();
    begun.current = undefined;
  }, [lines.length]);
  const more = () => {
    if (isReadingOn) return;
    begun.current = lines.length;
    readOn();
  };
  const only = [tag && tell(`changes.tag.${tag}`), kind && tell(`kinds.${kind}`)]
    .filter(Boolean)
    .join(say('text.comma'));
  const shown = count - unseen;
  return (
    <div class="cut">
      {unseen > 0 && (
        <p class="by">
          {only === ''
            ? tell('changes.shown', { shown, count })
            : tell('changes.shownOnly', { what: only, shown, count })}
        </p>
      )}
      <p class="by" role="status">
        {isReadingOn && wait}
      </p>
      {hasMore && (
        <button type="button" class="btn more" aria-disabled={isReadingOn} onClick={more}>
          {tell('changes.more')}
        </button>
      )}
    </div>
  );
};
