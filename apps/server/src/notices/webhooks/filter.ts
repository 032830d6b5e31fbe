import { isCorrectionType } from '#domain/correction.js';
import type { Kind } from '#domain/ids.js';
import type { Webhook } from '../../subscriptions/webhook-notes.js';
import type { Window } from '../window.js';

/** What a webhook asks to be told of: of some kinds alone, and without corrections and voidings. Access to a negotiation is of its kind. */
export const narrowed = (window: Window, { kinds, corrections }: Pick<Webhook, 'kinds' | 'corrections'>): Window => {
  const isAsked = ({ kind }: Readonly<{ kind: Kind }>) => kinds === undefined || kinds.includes(kind);
  return {
    ...window,
    changes: window.changes.filter((change) => isAsked(change) && (corrections || !isCorrectionType(change.type))),
    departures: window.departures.filter(isAsked),
  };
};
