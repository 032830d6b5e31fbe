import type Database from 'better-sqlite3';
import { BLOCKS_SCHEMA } from '../models/trail/blocks.js';
import { trail } from '../models/trail/trail.js';
import { statementsFor } from '../projection/layout.js';

/**
 * The rows of the trail, each with the label of its thing and the entry of the event (32 bytes). `placeTime` is the
 * time of its place in the log (place-time.ts), so it never goes back. `identity` is what the thing is about that the event opens, if
 * it is a position or a grant. `position` is that of the engine. A label combines the marking of a negotiation with that
 * of a thing in it. So a reader sees the rows with certain labels, and no others.
 */
const SCHEMA = `
  ${statementsFor(trail, 'plain')
    .map(({ sql }) => `${sql};`)
    .join('\n')}
  DROP INDEX trail_by_stream;
  ALTER TABLE trail ADD COLUMN label INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE trail ADD COLUMN entry BLOB NOT NULL DEFAULT x'';
  ALTER TABLE trail ADD COLUMN placeTime TEXT NOT NULL DEFAULT '';
  ALTER TABLE trail ADD COLUMN identity TEXT;
  ALTER TABLE trail ADD COLUMN position TEXT NOT NULL DEFAULT '';
  CREATE INDEX trail_place ON trail (stream, revision);
  CREATE INDEX trail_command ON trail (commandId) WHERE keyed = 1;
  CREATE INDEX trail_identity ON trail (identity) WHERE identity IS NOT NULL;
  CREATE INDEX trail_label ON trail (label);
  CREATE INDEX trail_negotiation_label ON trail (negotiationId, label);
  ${BLOCKS_SCHEMA}
  CREATE TABLE labels (
    id          INTEGER PRIMARY KEY,
    negotiation TEXT NOT NULL, -- a marking as JSON
    thing       TEXT NOT NULL, -- a marking as JSON; empty where no clearance is enough
    UNIQUE (negotiation, thing)
  ) STRICT;`;

export const createTables = (db: Database.Database): void => void db.exec(SCHEMA);
