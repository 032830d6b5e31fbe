import type { Kind } from '#domain/ids.js';

/** Which events an answer is made from: those of one negotiation, or of all things of some kinds; `among`: in these negotiations only. */
export type Scope = Readonly<
  { negotiationId: string } | { kinds: readonly Kind[]; among?: readonly string[] | undefined }
>;

/** What a query is about: a scope, or one thing. */
export type Subject = Scope | Readonly<{ kind: Kind; id: string }>;

/** The negotiations of a scope; undefined if it has all of them. */
export const negotiationsIn = (scope: Scope): readonly string[] | undefined =>
  'kinds' in scope ? scope.among : [scope.negotiationId];
