import { v7 } from 'uuid';
import { random16 } from '#ledger/random.js';

/** A UUID that is ordered by time, to the millisecond (RFC 9562, version 7). Such ids keep the indexes of the log compact. */
export const newId = (): string => v7({ rng: random16 });
