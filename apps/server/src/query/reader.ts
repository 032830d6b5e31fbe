import type { Clearance } from '#domain/marking.js';

/** Who reads. */
export type Reader = Readonly<{
  /** Undefined: cleared for everything. */
  clearance: Clearance | undefined;
  /** The negotiations that they may read; undefined: all of them. */
  negotiations: readonly string[] | undefined;
  /** Whether they may read what the query is about. If not, the answer is as if nothing were recorded. */
  admission: 'granted' | 'without-grant' | 'refused';
  isAuditor: boolean;
}>;

/**
 * Whether nothing on record is hidden from them: only then may an answer, and the time that it takes, depend on all events of the log.
 * Everybody who has logged in has a clearance, so this is the user of a service without a login.
 */
export const seesAll = ({ clearance }: Pick<Reader, 'clearance'>): boolean => clearance === undefined;
