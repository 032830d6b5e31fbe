import { useSearch } from 'wouter-preact';
import { RECORD_FILES } from '../../messages/record-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { PutRight } from './right/put-right.js';
import { Boxed } from './boxed.js';
import './record.css';
import './names.css';
import './days.css';
import './outbox.css';
import './narrow.css';

/** Is it down, once and right? */
export const Record = ({ id }: Readonly<{ id: string }>) => {
  const right = new URLSearchParams(useSearch()).get('right');
  return (
    <WithTexts files={RECORD_FILES}>
      {right === null ? <Boxed id={id} /> : <PutRight key={right} id={id} eventId={right} />}
    </WithTexts>
  );
};
