import { CHANGES_TEXTS } from '../../messages/changes-texts.js';
import { FACT_TEXTS } from '../../messages/fact-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { ChangesScreen } from './changes-screen.js';
import './changes.css';

const TEXTS = [CHANGES_TEXTS, FACT_TEXTS];

/** What moved since the reader last looked. */
export const Changes = ({ id }: Readonly<{ id: string }>) => (
  <WithTexts files={TEXTS}>
    <ChangesScreen id={id} />
  </WithTexts>
);
