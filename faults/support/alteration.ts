import type { Random } from '#ledger/audit/testing/sample.js';

/** What somebody changes. */
export type Altered = 'events.db' | 'views.db' | 'ledger/' | 'access/' | 'combinations';

/** Somebody who has the disk and no key. `older` is an earlier copy of the data folder. */
export type Alteration = Readonly<{
  name: string;
  of: Altered;
  /** @returns what was done; undefined if this draw changes nothing */
  alter: (dataDir: string, older: string, random: Random) => string | undefined;
}>;
