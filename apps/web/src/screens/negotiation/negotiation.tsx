import { useEffect, useState } from 'preact/hooks';
import type { Board } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import { parametersOf } from '../../model/moment.js';
import { perhapsMoved } from '../../model/perhaps.js';
import { Screen } from '../../parts/screen.js';
import { Top } from '../../parts/top.js';
import { useRecordAddress, useScreens } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import { Banner } from '../../parts/time/banner.js';
import { Contradictions } from './contradictions.js';
import { Drawer } from '../../parts/drawer/lazy-drawer.js';
import type { Opened } from '../../parts/drawer/opened.js';
import { Lede } from './lede.js';
import { Meetings } from './meetings.js';
import { Pledges } from './pledges.js';
import { Positions } from './positions.js';
import { TimeBar } from './time-bar/time-bar.js';
import { useBoard } from './use-board.js';
import { useMoment } from '../../parts/time/use-moment.js';
import { useShortcuts } from '../../parts/time/use-shortcuts.js';

/** Where a negotiation stands: now, or at a past moment. Everything on the screen follows the moment. */
export const Negotiation = ({ id }: Readonly<{ id: string }>) => {
  const { say } = useMessages();
  const control = useMoment();
  const { shown, now, moments } = useBoard(id, control.moment);
  const [opened, open] = useState<Opened>();
  useEffect(Drawer.preload, []);
  useShortcuts(control, moments);
  const screens = useScreens(id, 'board', control.moment);
  const record = useRecordAddress(id);
  const timeline = `/negotiations/${encodeURIComponent(id)}/timeline?${['as=party', parametersOf(control.moment)].filter(Boolean).join('&')}`;
  useTitle(shown.answer?.body.negotiation.title ?? say('board.title'));
  return (
    <div class={control.moment === undefined ? 'moment' : 'moment past'}>
      <Screen
        top={
          <>
            <Top skip={say('board.skip')} screens={screens} />
            {control.moment && <Banner moment={control.moment} settle={control.settle} />}
          </>
        }
        shown={shown}
        loading={say('board.loading')}
        hasKeys
      >
        {(board: Board) => (
          <>
            <Lede board={board} isNow={control.moment === undefined} isWrong={control.isWrong} record={record} />
            <TimeBar board={board} now={now} moments={moments} control={control} open={open} />
            <div class="cols">
              <Meetings board={board} moment={control.moment} open={open} />
              <Positions
                board={board}
                perhaps={perhapsMoved(board, now, control.moment)}
                timeline={timeline}
                open={open}
              />
              <Pledges board={board} open={open} />
              <Contradictions board={board} open={open} />
            </div>
            {opened && <Drawer opened={opened} moment={control.moment} close={() => open(undefined)} />}
          </>
        )}
      </Screen>
    </div>
  );
};
