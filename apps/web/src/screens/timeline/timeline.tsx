import { FACT_TEXTS } from '../../messages/fact-texts.js';
import { TIMELINE_TEXTS } from '../../messages/timeline-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { TimelineScreen } from './timeline-screen.js';
import './timeline.css';

const TEXTS = [TIMELINE_TEXTS, FACT_TEXTS];

/** How it came to this: everything that happened, along the time. */
export const Timeline = ({ id }: Readonly<{ id: string }>) => (
  <WithTexts files={TEXTS}>
    <TimelineScreen id={id} />
  </WithTexts>
);
