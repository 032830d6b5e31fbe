import { isCorrectionType } from '#domain/correction.js';
import type { Webhook } from '../../subscriptions/webhook-notes.js';
import type { IsAsked } from '../window.js';

/** What a webhook asks to be told of: of some kinds alone, and without corrections and voidings. Access to a negotiation is of its kind. */
export const askedBy =
  ({ kinds, corrections }: Pick<Webhook, 'kinds' | 'corrections'>): IsAsked =>
  ({ kind, type }) =>
    (kinds === undefined || kinds.includes(kind)) && (corrections || !isCorrectionType(type));
