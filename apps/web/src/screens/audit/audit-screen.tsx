import { useAuditTexts } from '../../messages/audit-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { Loading } from '../../parts/loading.js';
import { Screen } from '../../parts/screen.js';
import { Top } from '../../parts/top.js';
import { useScreens } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import { Checkpoint } from './checkpoint.js';
import { EventShown } from './event-shown.js';
import { Head } from './head.js';
import { Steps } from './steps.js';
import { Strip } from './strip.js';
import { Trail } from './trail.js';
import { useEvents } from './use-events.js';
import { useHand } from './use-hand.js';

/** The record of a negotiation in the order of recording, the event at the hand, and what is signed. */
export const AuditScreen = ({ id }: Readonly<{ id: string }>) => {
  const { say } = useMessages();
  const tell = useAuditTexts();
  const { shown, isWhole, readAgain } = useEvents(id);
  const read = shown.answer?.body;
  const hand = useHand(read?.events ?? [], isWhole);
  const screens = useScreens(id, 'audit', undefined);
  useTitle([say('audit.title'), read?.title].filter(Boolean).join(' · '));
  return (
    <div class="au">
      <Screen
        top={<Top skip={tell('audit.skip')} screens={screens} />}
        shown={shown}
        loading={tell('audit.loading', { count: 0 })}
        hasKeys
      >
        {({ events, title }) => (
          <>
            <Head
              events={events}
              title={title}
              isWhole={isWhole}
              isWrong={hand.isWrong}
              newer={hand.newer}
              again={readAgain && shown.answer && { read: readAgain, heardAt: shown.answer.heardAt }}
            />
            {hand.at === undefined || hand.restsAt === undefined ? (
              <Loading>{tell('audit.loading', { count: events.length })}</Loading>
            ) : (
              <>
                {/* Whoever leaves it by a link is to come back to where the hand was. */}
                <section class="steps" aria-label={tell('audit.steps')} onFocusOut={hand.rest}>
                  <Steps events={events} at={hand.at} step={hand.step} />
                  <Strip events={events} at={hand.at} step={hand.step} />
                </section>
                <div class="three">
                  <Trail events={events} at={hand.at} addressOf={hand.addressOf} />
                  <EventShown
                    negotiation={id}
                    events={events}
                    at={hand.at}
                    restsAt={hand.restsAt}
                    addressOf={hand.addressOf}
                  />
                  <Checkpoint event={events[hand.at]!} />
                </div>
              </>
            )}
          </>
        )}
      </Screen>
    </div>
  );
};
