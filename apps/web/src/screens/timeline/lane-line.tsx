import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import type { Line } from '../../model/lanes.js';
import { shownIn, stretchOf } from '../../model/marks.js';
import { Glyph } from '../../parts/glyph.js';
import type { Board, TimelineItem } from '../../types/types.gen.js';
import { InForce } from './in-force.js';
import { SignOf } from './sign-of.js';
import type { WindowControl } from './use-window.js';

type Props = Readonly<{
  line: Line;
  /** Of parties, by their names. */
  shortNames: ReadonlyMap<string, string>;
  windows: WindowControl;
  /** The board by which measures are in force; undefined at a moment for which it does not hold. */
  board: Board | undefined;
  /** The last day that is shown. */
  until: string;
  /** The fact that is reached by Tab, and the one that is open. */
  reached: string | undefined;
  opened: string | undefined;
  open: (eventId: string) => void;
}>;

/** The name of a thing, its facts along the window, and how many lie outside. */
export const LaneLine = ({ line, shortNames, windows, board, until, reached, opened, open }: Props) => {
  const name = useLineName(line, shortNames);
  const { window } = windows;
  const { signs, before, after } = shownIn(line.facts, window);
  const isOpen = line.facts.some(({ eventId }) => eventId === opened);
  return (
    <>
      <th scope="row" class={isOpen ? 'sel' : ''} title={name}>
        <span class="cutoff" dir="auto">
          {name}
        </span>
      </th>
      <td class={isOpen ? 'sel' : ''}>
        <div class="lane">
          {board && line.kind === 'measure' && (
            <InForce measureId={line.facts[0]!.thingId} board={board} window={window} until={until} />
          )}
          <Edge side="before" facts={before} name={name} windows={windows} reached={reached} />
          {signs.map((sign) => (
            <SignOf
              key={sign.facts[0].eventId}
              sign={sign}
              name={name}
              isReached={sign.facts[0].eventId === reached}
              isOpen={sign.facts.some(({ eventId }) => eventId === opened)}
              open={open}
            />
          ))}
          <Edge side="after" facts={after} name={name} windows={windows} reached={reached} />
        </div>
      </td>
    </>
  );
};

const useLineName = ({ name: { text, about }, kind }: Line, shortNames: Props['shortNames']): string => {
  const { say } = useMessages();
  const tell = useTimelineTexts();
  if (text === undefined) return say(kind === 'statement' ? 'names.unattributed' : 'names.hidden');
  if (about === undefined) return text;
  if (kind === 'position') return tell('line.about', { party: shortNames.get(text) ?? text, issue: about });
  const field = about === 'planned' || about === 'members' ? say(`field.${about}`) : about;
  return field + say('text.colon') + text;
};

type EdgeProps = Readonly<{
  side: 'before' | 'after';
  facts: readonly TimelineItem[];
  name: string;
  windows: WindowControl;
  reached: string | undefined;
}>;

/** How many facts of the line lie outside of the window. It widens the window to show them. */
const Edge = ({ side, facts, name, windows, reached }: EdgeProps) => {
  const tell = useTimelineTexts();
  const id = `${side} ${facts[0]?.eventId}`;
  if (facts.length === 0) return null;
  const { window, all, settle } = windows;
  const { from = all.from, to = all.to } = stretchOf(facts);
  const widened =
    side === 'before'
      ? { ...window, from: from < all.from ? all.from : from }
      : { ...window, to: to > all.to ? all.to : to };
  return (
    <button
      type="button"
      class={`edge ${side}`}
      data-x={side === 'before' ? -1 : 2}
      data-fact={id}
      tabIndex={reached === id ? 0 : -1}
      aria-label={tell(`edge.${side}`, { thing: name, count: facts.length })}
      onClick={() => settle(widened)}
    >
      {side === 'before' && <Glyph name="previous" />}
      {facts.length}
      {side === 'after' && <Glyph name="next" />}
    </button>
  );
};
