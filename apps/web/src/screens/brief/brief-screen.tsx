import { useState } from 'preact/hooks';
import { useBriefTexts } from '../../messages/brief-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { markingText } from '../../model/marking.js';
import { FactDrawer } from '../../parts/fact/fact-drawer.js';
import { Screen } from '../../parts/screen.js';
import { Banner } from '../../parts/time/banner.js';
import { useMoment } from '../../parts/time/use-moment.js';
import { Top } from '../../parts/top.js';
import { useScreens } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import { Desk } from './desk.js';
import { Elsewhere } from './elsewhere.js';
import { Sheet } from './sheet.js';
import { useBrief } from './use-brief.js';

/** An event of a sentence, among those that it rests on. */
type Opened = Readonly<{ id: string; of: readonly string[] }>;

/** The brief for a meeting of a negotiation: now, or as of a past moment. */
export const BriefScreen = ({ id, meetingId }: Readonly<{ id: string; meetingId: string }>) => {
  const { say } = useMessages();
  const tell = useBriefTexts();
  const control = useMoment();
  const { moment } = control;
  const { shown, address, isMarkedAnew, hasNews, showNews } = useBrief(meetingId, moment);
  const [opened, open] = useState<Opened>();
  const screens = useScreens(id, 'brief', moment);
  const brief = shown.answer?.body;
  // A browser names the file after it that it prints to, and a file keeps its marking in its name.
  useTitle(
    [brief?.marking && markingText(brief.marking), say('brief.title'), brief?.title].filter(Boolean).join(' · '),
  );
  return (
    <div class={moment === undefined ? 'br moment' : 'br moment past'}>
      <Screen
        top={
          <>
            <Top skip={tell('brief.skip')} screens={screens} />
            {moment && <Banner moment={moment} settle={control.settle} />}
          </>
        }
        shown={shown}
        loading={tell('brief.loading')}
        hasKeys
      >
        {(read) =>
          read.negotiationId !== id ? (
            <Elsewhere brief={read} moment={moment} />
          ) : (
            <>
              <Desk
                brief={read}
                address={address}
                moment={moment}
                isWrong={control.isWrong}
                heardAt={shown.answer!.heardAt}
                isMarkedAnew={isMarkedAnew}
                news={hasNews ? showNews : undefined}
                askAgain={shown.retry}
              />
              <Sheet
                answer={shown.answer!}
                moment={moment}
                standing={hasNews ? 'otherwise' : (shown.error ?? shown.late) === null ? undefined : 'unasked'}
                open={(of) => open({ id: of[0]!, of })}
              />
              {opened && (
                <FactDrawer
                  id={opened.id}
                  order={opened.of.map((eventId) => ({ eventId }))}
                  moment={moment}
                  go={(next) => open({ ...opened, id: next })}
                  close={() => open(undefined)}
                />
              )}
            </>
          )
        }
      </Screen>
    </div>
  );
};
