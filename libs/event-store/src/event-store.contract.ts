import { afterEach, beforeEach } from '@jest/globals';
import { appendingContract } from './event-store.appending.contract.js';
import { keepingContract } from './event-store.keeping.contract.js';
import { loadingContract } from './event-store.loading.contract.js';
import { modelContract } from './event-store.model.contract.js';
import { streamsContract } from './event-store.streams.contract.js';
import { type Opened, TestedLog } from './event-store.testing.js';
import { wholeLogContract } from './event-store.whole-log.contract.js';

/** The contract of every engine. The spec of an engine calls it within one `describe`. */
export function eventStoreContract(open: () => Promise<Opened>): void {
  const tested = new TestedLog(open);
  beforeEach(() => tested.open());
  afterEach(() => tested.close());

  appendingContract(tested);
  streamsContract(tested);
  loadingContract(tested);
  wholeLogContract(tested);
  keepingContract(tested);
  modelContract(open);
}
