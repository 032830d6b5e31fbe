import { Loading } from '../../parts/loading.js';
import { Trouble } from '../../parts/trouble.js';
import { Unreachable } from '../../api/answer.js';
import { TimelineTextsProvider } from '../../messages/use-timeline-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { TimelineScreen } from './timeline-screen.js';
import './timeline.css';

/** How it came to this: everything that happened, along the time. */
export const Timeline = ({ id }: Readonly<{ id: string }>) => {
  const { say } = useMessages();
  return (
    <TimelineTextsProvider
      waiting={
        <main id="main">
          <Loading>{say('board.loading')}</Loading>
        </main>
      }
      failed={(retry) => (
        <main id="main">
          <Trouble error={new Unreachable('the texts of the timeline')} retry={retry} />
        </main>
      )}
    >
      <TimelineScreen id={id} />
    </TimelineTextsProvider>
  );
};
