import { WORLD_KINDS } from '#domain/ids.js';
import type { ReadModel } from '../../projection/read-model.js';

/**
 * Which events of the trail of a past moment were not known then, or had not happened, and only provide a name: no list of events has
 * them. It is no part of views.db: now there are none.
 */
export const onlyNames: ReadModel = {
  name: 'only-names',
  version: 1,
  tables: { only_names: { columns: { ordinal: 'INTEGER', stream: 'TEXT' } } },
  kinds: WORLD_KINDS,
  rows: ({ recorded }) => ({
    only_names: recorded.filter((event) => event.onlyNames).map(({ ordinal, stream }) => ({ ordinal, stream })),
  }),
};
