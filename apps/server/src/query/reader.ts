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

export const seesAll = ({ clearance, negotiations }: Pick<Reader, 'clearance' | 'negotiations'>): boolean =>
  clearance === undefined && negotiations === undefined;
