import { messageOf } from './error-message.js';

/** The event at which a model stopped, and why. Its rows tell of everything before that event. */
export type Stop = Readonly<{ ordinal: number; eventId: string; error: string }>;

export const stopAt = (ordinal: number, eventId: string, error: unknown): Stop => ({
  ordinal,
  eventId,
  error: messageOf(error),
});
