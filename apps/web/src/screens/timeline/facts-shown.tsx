import type { ComponentChildren } from 'preact';
import { LOCALES } from '#messages/languages.js';
import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { dayText } from '../../model/dates.js';
import type { Moment } from '../../model/moment.js';
import type { Sorted } from '../../model/timeline-facts.js';
import { isFiltered, type View } from '../../model/timeline-view.js';
import { Loading } from '../../parts/loading.js';
import { Trouble } from '../../parts/trouble.js';
import { useLate } from '../../parts/use-late.js';
import type { Board, Moments, Party } from '../../types/types.gen.js';
import { FactList } from './fact-list.js';
import { KeyOfSigns } from './key-of-signs.js';
import { Lanes } from './lanes.js';
import { Tray } from './tray.js';
import { UNFILTERED } from './filters.js';
import { useNarrow } from '../../parts/use-narrow.js';
import type { useTimeline } from './use-timeline.js';
import type { Change } from './use-view.js';
import type { WindowControl } from './use-window.js';

type Props = Readonly<{
  timeline: ReturnType<typeof useTimeline>;
  sorted: Sorted;
  view: View;
  change: Change;
  windows: WindowControl;
  moments: Moments | undefined;
  moment: Moment | undefined;
  board: Board;
  parties: readonly Party[];
}>;

/** The facts in lanes or in a list, those without a date, and what was left out; or why there is nothing. */
export const FactsShown = (props: Props) => {
  const { timeline, sorted, view, change, windows, moments, moment, board, parties } = props;
  const { facts, isLong, isBefore } = timeline;
  const { say } = useMessages();
  const late = useLate(facts.late);
  const isNarrow = useNarrow();
  const open = (fact: string) => change({ fact });
  if (facts.heardAt === undefined && !isBefore)
    return facts.error === null ? (
      <Loading>{late ?? say('board.loading')}</Loading>
    ) : (
      <Trouble error={facts.error} retry={facts.retry} heading="h2" />
    );
  const isList = isNarrow || view.form === 'list';
  const hasNone = sorted.inside.length === 0;
  return (
    <section
      id="facts"
      class={facts.isEarlier ? 'earlier' : ''}
      aria-label={say('timeline.title')}
      aria-busy={facts.isReading || facts.isEarlier}
    >
      {facts.items.length === 0 ? (
        <Nothing view={view} change={change} isBefore={isBefore} isLong={isLong} windows={windows} />
      ) : (
        <>
          {hasNone && <NoneHere windows={windows} />}
          {isList ? (
            <FactList sorted={sorted} names={facts.names} windows={windows} open={open} />
          ) : (
            <Lanes
              facts={facts.items}
              names={facts.names}
              form={view.form === 'party' ? 'party' : 'kind'}
              parties={parties}
              windows={windows}
              moment={moment}
              board={board}
              opened={view.fact}
              open={open}
            />
          )}
        </>
      )}
      <Rest {...props} />
      <Tray
        undated={sorted.undated}
        notRead={isLong && !isFiltered(view) ? (moments?.happenedBy.undated ?? 0) : 0}
        open={open}
      />
      {!isList && facts.items.length > 0 && <KeyOfSigns />}
    </section>
  );
};

/** Why there are no facts at all. */
const Nothing = ({
  view,
  change,
  isBefore,
  isLong,
  windows,
}: Pick<Props, 'view' | 'change' | 'windows'> & Readonly<{ isBefore: boolean; isLong: boolean }>) => {
  const { say } = useMessages();
  const tell = useTimelineTexts();
  if (isBefore) return <p class="empty">{say('board.notBegun')}</p>;
  if (isFiltered(view))
    return (
      <Empty text={tell('timeline.noneMatch')}>
        <button type="button" class="btn" onClick={() => change(UNFILTERED)}>
          {tell('filter.clear')}
        </button>
      </Empty>
    );
  return isLong ? <NoneHere windows={windows} /> : <p class="empty">{tell('timeline.empty')}</p>;
};

const NoneHere = ({ windows: { window, all, settle } }: Readonly<{ windows: WindowControl }>) => {
  const { language } = useMessages();
  const tell = useTimelineTexts();
  const days = { from: dayText(window.from, language, 'long'), to: dayText(window.to, language, 'long') };
  return (
    <Empty text={tell('timeline.noneHere', days)}>
      <button type="button" class="btn" onClick={() => settle(all)}>
        {tell('period.all')}
      </button>
    </Empty>
  );
};

const Empty = ({ text, children }: Readonly<{ text: string; children: ComponentChildren }>) => (
  <div class="empty" role="status">
    <p>{text}</p>
    {children}
  </div>
);

/** What is still being read, or was left out. */
const Rest = ({ timeline: { facts }, view, windows, moments }: Props) => {
  const { language } = useMessages();
  const tell = useTimelineTexts();
  const numbers = new Intl.NumberFormat(LOCALES[language]);
  const read = numbers.format(facts.items.length);
  if (facts.isReading) return <p class="small dim">{tell('timeline.reading', { read })}</p>;
  if (facts.readOn === undefined) return null;
  const { from, to } = windows.settled;
  const dated = (moments?.happenedBy.days ?? [])
    .filter(({ day }) => day >= from && day <= to)
    .reduce((sum, { events }) => sum + events, 0);
  const readDated = facts.items.filter(({ earliest, latest }) => earliest !== undefined && earliest === latest).length;
  return (
    <p class="cut" role="status">
      {isFiltered(view)
        ? tell('timeline.cutFiltered', { read })
        : tell('timeline.cut', { read, more: numbers.format(Math.max(1, dated - readDated)) })}{' '}
      <button type="button" class="btn" onClick={facts.readOn}>
        {tell('timeline.readOn')}
      </button>
    </p>
  );
};
