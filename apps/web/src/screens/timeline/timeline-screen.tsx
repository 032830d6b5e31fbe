import { useMemo } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { sortedBy } from '../../model/timeline-facts.js';
import { Screen } from '../../parts/screen.js';
import { Banner } from '../../parts/time/banner.js';
import { useMoment } from '../../parts/time/use-moment.js';
import { useShortcuts } from '../../parts/time/use-shortcuts.js';
import { Top } from '../../parts/top.js';
import { useScreens } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import type { Board } from '../../types/types.gen.js';
import { FactDrawer } from '../../parts/fact/fact-drawer.js';
import { FactsShown } from './facts-shown.js';
import { Filters } from './filters.js';
import { Head } from './head.js';
import { Overview } from './overview.js';
import { shownBy, useFoundation, useTimeline } from './use-timeline.js';
import { useView } from './use-view.js';
import { useWindow } from './use-window.js';

/** The screen stands as soon as the negotiation is known; the facts come page by page. */
export const TimelineScreen = ({ id }: Readonly<{ id: string }>) => {
  const { say } = useMessages();
  const tell = useTimelineTexts();
  const control = useMoment();
  const { moment } = control;
  const { view, change } = useView();
  const foundation = useFoundation(id);
  const { board, parties } = foundation;
  const moments = foundation.moments.data?.body;
  const today = board.data?.body.on ?? new Date().toISOString().slice(0, 10);
  const windows = useWindow(view, change, moments, today);
  const timeline = useTimeline(id, foundation, moment, view, windows.settled);
  const { facts } = timeline;
  const sorted = useMemo(() => sortedBy(facts.items, windows.window), [facts.items, windows.window]);
  useShortcuts(control, moments);
  const screens = useScreens(id, 'timeline', moment);
  useTitle([say('timeline.title'), board.data?.body.negotiation.title].filter(Boolean).join(' · '));
  return (
    <div class={moment === undefined ? 'moment tl' : 'moment past tl'}>
      <Screen
        top={
          <>
            <Top skip={tell('timeline.skip')} screens={screens} />
            {moment && <Banner moment={moment} settle={control.settle} />}
          </>
        }
        shown={shownBy(foundation, facts)}
        loading={say('board.loading')}
        hasKeys
      >
        {(body: Board) => (
          <>
            <Head
              board={body}
              sorted={facts.heardAt === undefined ? undefined : sorted}
              window={windows.window}
              isLong={timeline.isLong}
              isWrong={control.isWrong}
            />
            <Overview moments={moments} control={control} windows={windows} today={body.on} />
            <Filters view={view} change={change} parties={parties} windows={windows} />
            <FactsShown
              timeline={timeline}
              sorted={sorted}
              view={view}
              change={change}
              windows={windows}
              moments={moments}
              moment={moment}
              board={body}
              parties={parties}
            />
            {view.fact !== undefined && (
              <FactDrawer
                id={view.fact}
                order={sorted.inside}
                moment={moment}
                go={(fact) => change({ fact }, { replace: true })}
                close={() => change({ fact: undefined })}
              />
            )}
          </>
        )}
      </Screen>
    </div>
  );
};
