import { PAPER_TEXTS } from '../../messages/paper-texts.js';
import { VERIFY_TEXTS } from '../../messages/verify-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { VerifyScreen } from './verify-screen.js';
import './verify.css';

const TEXTS = [VERIFY_TEXTS, PAPER_TEXTS];

/** The check of an audit file or a proof, on the device of the auditor. It needs no login. */
export const Verify = () => (
  <WithTexts files={TEXTS}>
    <VerifyScreen />
  </WithTexts>
);
