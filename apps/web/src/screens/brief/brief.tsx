import { BRIEF_TEXTS } from '../../messages/brief-texts.js';
import { FACT_TEXTS } from '../../messages/fact-texts.js';
import { PAPER_TEXTS } from '../../messages/paper-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { BriefScreen } from './brief-screen.js';
import './brief.css';
import './brief-print.css';

const TEXTS = [BRIEF_TEXTS, FACT_TEXTS, PAPER_TEXTS];

/** What somebody takes into a meeting, to be printed or saved. */
export const Brief = ({ id, meetingId }: Readonly<{ id: string; meetingId: string }>) => (
  <WithTexts files={TEXTS}>
    <BriefScreen id={id} meetingId={meetingId} />
  </WithTexts>
);
