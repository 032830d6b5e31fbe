import { useEffect, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useWeekTexts } from '../../messages/week-texts.js';
import { Drawer } from '../../parts/drawer/lazy-drawer.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { Loading } from '../../parts/loading.js';
import { Screen } from '../../parts/screen.js';
import { Top } from '../../parts/top.js';
import { Trouble } from '../../parts/trouble.js';
import { useLate } from '../../parts/use-late.js';
import { useNarrow } from '../../parts/use-narrow.js';
import { useOverviews } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import { ByDay } from './by-day.js';
import { Feeds } from '../../parts/feeds/feeds.js';
import { useFeeds } from '../../parts/feeds/use-feeds.js';
import { Grid } from './grid.js';
import { Head } from './head.js';
import { Next } from './next.js';
import { Quiet } from './quiet.js';
import { DisputesMissing } from './disputes-missing.js';
import { useShownWeek } from './use-shown-week.js';
import { useWeek } from './use-week.js';
import { WeekBar } from './week-bar.js';

/** What happens in a week, in each negotiation that the reader may see. */
export const WeekScreen = () => {
  const { say } = useMessages();
  const tell = useWeekTexts();
  const week = useShownWeek();
  const { shown, error, late, retry } = useWeek(week);
  const [opened, open] = useState<Opened>();
  // An address that is shown once stays, whatever becomes of the rest of the screen.
  const feeds = useFeeds();
  const isNarrow = useNarrow();
  const why = useLate(late);
  const screens = useOverviews('week');
  useEffect(Drawer.preload, []);
  useTitle(say('week.title'));
  return (
    <div class="wk">
      <Screen
        top={<Top skip={tell('week.skip')} screens={screens} />}
        shown={shown}
        loading={say('list.loading')}
        hasKeys
      >
        {({ negotiations, found }) => (
          <>
            <Head week={week} count={negotiations.length} found={found} />
            <section aria-label={say('week.title')}>
              <WeekBar week={week} hasKey={!isNarrow && found !== undefined && found.rows.length > 0} />
              {found !== undefined &&
                (isNarrow ? (
                  <ByDay week={week} found={found} open={open} />
                ) : (
                  <Grid week={week} found={found} negotiations={negotiations} open={open} />
                ))}
              {found === undefined && error !== null && <Trouble error={error} retry={retry} heading="h2" />}
              {found === undefined && error === null && <Loading>{why ?? tell('week.loading')}</Loading>}
              {found && <DisputesMissing found={found} retry={retry} />}
              {found?.isCut && <p class="by">{tell('week.cut')}</p>}
            </section>
            <div class="twoup">
              <div>
                {found && <Next found={found} open={open} />}
                {found && !found.isCut && <Quiet negotiations={negotiations} rows={found.rows} />}
              </div>
              <Feeds negotiations={negotiations} control={feeds} />
            </div>
            {opened && <Drawer opened={opened} moment={undefined} close={() => open(undefined)} />}
          </>
        )}
      </Screen>
    </div>
  );
};
