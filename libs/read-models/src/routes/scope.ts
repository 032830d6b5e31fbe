import type { Kind } from '#domain/ids.js';

/**
 * Which events an answer is made from: all those of one negotiation, or of several; `among` is undefined for all negotiations. Never of some
 * kinds of things alone: a fact of any kind gives a thing its name, and what an answer mentions counts for its names and its marking.
 */
export type Scope = Readonly<{ negotiationId: string } | { among: readonly string[] | undefined }>;

/** What a query is about: a scope, or one thing. */
export type Subject = Scope | Readonly<{ kind: Kind; id: string }>;

/** All negotiations that there are. Of them, a reader is told of those that they may read. */
export const EVERYWHERE = { among: undefined } as const satisfies Scope;

/** The negotiations of a scope; undefined if it has all of them. */
export const negotiationsIn = (scope: Scope): readonly string[] | undefined =>
  'among' in scope ? scope.among : [scope.negotiationId];
