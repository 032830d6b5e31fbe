import type { Message } from '#domain/decider.js';
import type { Circumstances } from '#domain/envelope.js';
import type { Marking } from '#domain/marking.js';
import type { Reference } from '../http/validation/references.js';

/** What is to be recorded: one fact, what it says of itself, what it refers to, and how secret the thing is that it opens. */
export type Telling = Readonly<{
  message: Message;
  circumstances: Circumstances;
  references: readonly Reference[];
  marking?: Marking | undefined;
}>;
