import type Database from 'better-sqlite3';
import type { Marking } from '#domain/marking.js';
import { labelsShownIn } from '../models/trail/shown-labels.js';

/** The markings that the things of these streams have now. */
export const markingsOfStreams = (index: Database.Database, streams: readonly string[]): readonly Marking[] =>
  read(
    index
      .prepare<[string], string>(
        `SELECT DISTINCT labels.thing FROM json_each(?) AS asked
         CROSS JOIN main.trail AS it ON it.stream = asked.value AND it.revision = 0
         CROSS JOIN main.labels AS labels ON labels.id = it.label`,
      )
      .pluck()
      .all(JSON.stringify(streams)),
  );

/** The markings of all that a reader may see of a negotiation, of which something was recorded up to an ordinal. */
export const markingsUpTo = (index: Database.Database, negotiationId: string, ordinal: number): readonly Marking[] => {
  const shown = labelsShownIn(index) === undefined ? 'TRUE' : 'id IN (SELECT label FROM temp.lens)';
  return read(
    index
      .prepare<[string, number], string>(
        `SELECT DISTINCT thing FROM main.labels WHERE ${shown} AND EXISTS (
           SELECT 1 FROM main.trail AS it WHERE it.negotiationId = ? AND it.label = labels.id AND it.ordinal <= ?)`,
      )
      .pluck()
      .all(negotiationId, ordinal),
  );
};

/** Empty where no clearance is enough: checkpoints belong to no negotiation. */
const read = (texts: readonly string[]): readonly Marking[] =>
  texts.filter((text) => text !== '').map((text) => JSON.parse(text) as Marking);
