import { useMemo, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { dayText } from '../../model/dates.js';
import { byKind, byParty, type Lane, type LaneKey, type Line, linesOf, NONE, SEVERAL } from '../../model/lanes.js';
import { shownIn } from '../../model/marks.js';
import type { Moment } from '../../model/moment.js';
import { nameIn } from '../../model/names.js';
import { endIn, placeIn, ticksIn, type Window } from '../../model/window.js';
import { percent } from '../../parts/time/percent.js';
import type { Board, Party, TimelineItem, TimelineItemList } from '../../types/types.gen.js';
import { LaneLine } from './lane-line.js';
import { alongLines } from './along-lines.js';
import type { WindowControl } from './use-window.js';

type Props = Readonly<{
  facts: readonly TimelineItem[];
  names: TimelineItemList['names'];
  form: 'kind' | 'party';
  parties: readonly Party[];
  windows: WindowControl;
  moment: Moment | undefined;
  board: Board;
  /** The event that is open. */
  opened: string | undefined;
  open: (eventId: string) => void;
}>;

/** One line for each thing, along the time. Arrow keys go along a line and between lines; one sign is reached by Tab. */
export const Lanes = ({ facts, names, form, parties, windows, moment, board, opened, open }: Props) => {
  const { language } = useMessages();
  const tell = useTimelineTexts();
  const [active, activate] = useState<string>();
  const { window } = windows;
  const lanes = useMemo(() => {
    const lines = linesOf(facts, names);
    return form === 'kind'
      ? byKind(lines)
      : byParty(
          lines,
          facts,
          parties.map(({ id }) => id),
        );
  }, [facts, names, form, parties]);
  const shortNames = useMemo(() => new Map(parties.map(({ name, shortName = name }) => [name, shortName])), [parties]);
  const nameOf = (key: string) =>
    form === 'kind' || key === SEVERAL || key === NONE
      ? tell(`lane.${key as LaneKey}`)
      : (nameIn(names, 'party', key) ?? tell('lane.none'));
  const first = firstSignOf(lanes, window);
  return (
    <div class="lanesbox">
      <div class="axis" aria-hidden="true">
        {ticksIn(window).map(({ day }) => (
          <i key={day} class="tick" style={{ '--x': percent(placeIn(window, day)) }} />
        ))}
        {moment !== undefined && moment.day >= window.from && moment.day <= window.to && (
          <i class="tick now" style={{ '--x': percent(endIn(window, moment.day)) }} />
        )}
      </div>
      <div class="ticks" aria-hidden="true">
        {ticksIn(window).map(({ day, style }) => (
          <span key={day} style={{ '--x': percent(placeIn(window, day)) }}>
            {dayText(day, language, style)}
          </span>
        ))}
      </div>
      <table class="lanes" onKeyDown={alongLines} onFocusCapture={(event) => activate(idOf(event.target))}>
        <caption class="vh">
          {tell('lanes.caption')} {tell('lanes.help')}
        </caption>
        <colgroup>
          <col class="k1" />
          <col class="k2" />
          <col />
        </colgroup>
        {lanes.map((lane) => (
          <OneLane
            key={lane.key}
            lane={lane}
            name={nameOf(lane.key)}
            shortNames={shortNames}
            windows={windows}
            board={moment === undefined || moment.axis === 'happenedBy' ? board : undefined}
            until={moment?.day ?? board.on}
            reached={active ?? first}
            opened={opened}
            open={open}
          />
        ))}
      </table>
    </div>
  );
};

const idOf = (target: EventTarget | null) =>
  target instanceof HTMLElement ? (target.dataset['fact'] ?? undefined) : undefined;

const firstSignOf = (lanes: readonly Lane[], window: Window): string | undefined => {
  for (const { lines } of lanes)
    for (const { facts } of lines) {
      const [sign] = shownIn(facts, window).signs;
      if (sign !== undefined) return sign.facts[0].eventId;
    }
  return undefined;
};

const MOST_LINES = 14;

type LaneProps = Readonly<{
  lane: Lane;
  name: string;
  shortNames: ReadonlyMap<string, string>;
  windows: WindowControl;
  board: Board | undefined;
  until: string;
  reached: string | undefined;
  opened: string | undefined;
  open: (eventId: string) => void;
}>;

const OneLane = ({ lane, name, ...rest }: LaneProps) => {
  const tell = useTimelineTexts();
  const [areAllShown, showAll] = useState(false);
  const { lines } = lane;
  const shown = areAllShown ? lines : firstLines(lines, rest.windows.window);
  const hidden = lines.length - shown.length;
  return (
    <tbody>
      {shown.map((line, n) => (
        <tr key={line.key}>
          {n === 0 && (
            <th scope="rowgroup" rowSpan={shown.length + Number(hidden > 0)}>
              <bdi>{name}</bdi>
            </th>
          )}
          <LaneLine line={line} {...rest} />
        </tr>
      ))}
      {hidden > 0 && (
        <tr>
          <td colSpan={2}>
            <button type="button" class="plain more" onClick={() => showAll(true)}>
              {tell('line.more', { count: hidden })}
            </button>
          </td>
        </tr>
      )}
    </tbody>
  );
};

/** The lines that are shown first: those with a fact in the window before the others, in their order. */
const firstLines = (lines: readonly Line[], window: Window): readonly Line[] => {
  if (lines.length <= MOST_LINES) return lines;
  const withSigns = lines.filter(({ facts }) => shownIn(facts, window).signs.length > 0);
  const first = new Set([...new Set([...withSigns, ...lines])].slice(0, MOST_LINES));
  return lines.filter((line) => first.has(line));
};
