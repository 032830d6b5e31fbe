import type { StoredEvent } from '#event-store/event-store.js';
import { matchesEntry } from '../entry.js';
import type { AlteredEvent } from './checked-log.js';

/** The place of an event that does not match its entry. A server puts an event elsewhere whose stream was deleted. */
export const alteredEvent = (event: StoredEvent, ordinal: number): AlteredEvent => {
  const { stream, revision, id } = event;
  const isMisplaced = revision > 0 && !matchesEntry(event) && matchesEntry({ ...event, revision: 0 });
  return { ordinal, stream, revision, id, ...(isMisplaced && { recordedAs: 0 }) };
};
