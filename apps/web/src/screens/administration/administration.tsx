import { ADMINISTRATION_TEXTS } from '../../messages/administration-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { AdministrationScreen } from './administration-screen.js';
import './administration.css';

const TEXTS = [ADMINISTRATION_TEXTS];

/** Who may see what, what waits for a second person, and where the record goes out. */
export const Administration = () => (
  <WithTexts files={TEXTS}>
    <AdministrationScreen />
  </WithTexts>
);
