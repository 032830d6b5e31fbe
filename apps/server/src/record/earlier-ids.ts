import { v5 as uuidv5 } from 'uuid';
import type { Recorder } from '#domain/envelope.js';
import type { RequestKey } from '../access/batch-context.js';

/** The namespace (RFC 9562, version 5) of command ids. It is public, so anybody can compute these ids. */
const COMMAND = '5f1b0c0e-6c0b-5d0a-9a44-3d1f6f2f8f10';

/** The ids that a request got before ids were made with a key. They find what was recorded then, and are never given again. */
export const earlierIdsOf = ({ issuer, subject }: Recorder, { text, item }: RequestKey) => {
  const ofKey = uuidv5(JSON.stringify([issuer, subject, text]), COMMAND);
  const commandId = item === undefined ? ofKey : uuidv5(String(item), ofKey);
  return { commandId, thingId: uuidv5('thing', commandId) };
};
