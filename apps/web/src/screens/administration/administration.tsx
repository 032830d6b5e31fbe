import { ADMINISTRATION_TEXTS } from '../../messages/administration-texts.js';
import { FACT_TEXTS } from '../../messages/fact-texts.js';
import { FEEDS_TEXTS } from '../../messages/feeds-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { AdministrationScreen } from './administration-screen.js';
import '../../parts/feeds/feeds.css';
import './administration.css';

const TEXTS = [ADMINISTRATION_TEXTS, FACT_TEXTS, FEEDS_TEXTS];

/** Who may see what, what waits for a second person, and where the record goes out. */
export const Administration = () => (
  <WithTexts files={TEXTS}>
    <AdministrationScreen />
  </WithTexts>
);
