import { AUDIT_TEXTS } from '../../messages/audit-texts.js';
import { FACT_TEXTS } from '../../messages/fact-texts.js';
import { VERIFY_TEXTS } from '../../messages/verify-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { AuditScreen } from './audit-screen.js';
import '../../parts/fact/fact.css';
import '../verify/verify.css';
import './audit.css';

const TEXTS = [AUDIT_TEXTS, FACT_TEXTS, VERIFY_TEXTS];

/** Who knew what when, and whether it is unaltered: the record of a negotiation, event by event. */
export const Audit = ({ id }: Readonly<{ id: string }>) => (
  <WithTexts files={TEXTS}>
    <AuditScreen id={id} />
  </WithTexts>
);
