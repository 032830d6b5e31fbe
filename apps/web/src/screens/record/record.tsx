import { RECORD_FILES } from '../../messages/record-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { RecordScreen } from './record-screen.js';
import './record.css';
import './outbox.css';

/** Is it down, once and right? */
export const Record = ({ id }: Readonly<{ id: string }>) => (
  <WithTexts files={RECORD_FILES}>
    <RecordScreen id={id} />
  </WithTexts>
);
