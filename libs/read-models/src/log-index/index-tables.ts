import type Database from 'better-sqlite3';
import { BLOCKS_SCHEMA } from '../models/trail/blocks.js';
import { trail } from '../models/trail/trail.js';
import { statementsFor } from '../projection/layout.js';

const [table, ...ofModel] = statementsFor(trail, 'plain').flatMap(({ sql }) => sql.split(';\n'));
/** Without `trail_by_stream`: `trail_place` (stream, revision) serves the same lookups. */
const others = ofModel.filter((sql) => !sql.includes('trail_by_stream'));

/**
 * The rows of the trail, each with the label of its thing and the entry of the event (32 bytes). `placeTime` is the
 * time of its place in the log (place-time.ts), so it never goes back. `identity` is what the thing is about that the event opens, if
 * it is a position or a grant. `position` is that of the engine. A label combines the marking of a negotiation with that
 * of a thing in it. So a reader sees the rows with certain labels, and no others.
 */
const TABLES = `
  ${table};
  ALTER TABLE trail ADD COLUMN label INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE trail ADD COLUMN entry BLOB NOT NULL DEFAULT x'';
  ALTER TABLE trail ADD COLUMN placeTime TEXT NOT NULL DEFAULT '';
  ALTER TABLE trail ADD COLUMN identity TEXT;
  ALTER TABLE trail ADD COLUMN position TEXT NOT NULL DEFAULT '';
  CREATE INDEX filling_stream ON trail (stream);
  CREATE INDEX filling_negotiation ON trail (negotiationId, label);
  ${BLOCKS_SCHEMA}
  CREATE TABLE labels (
    id          INTEGER PRIMARY KEY,
    negotiation TEXT NOT NULL, -- a marking as JSON
    thing       TEXT NOT NULL, -- a marking as JSON; empty where no clearance is enough
    UNIQUE (negotiation, thing)
  ) STRICT;
  -- What comes into or goes out of somebody's sight: by a marking (from one label to another), or by a grant (one person).
  CREATE TABLE remarkings (
    ordinal       INTEGER PRIMARY KEY,
    negotiationId TEXT NOT NULL,
    kind          TEXT NOT NULL,
    recordedAt    TEXT NOT NULL,
    before        INTEGER NOT NULL,
    after         INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE accesses (
    ordinal       INTEGER PRIMARY KEY,
    negotiationId TEXT NOT NULL,
    person        TEXT NOT NULL,
    had           INTEGER NOT NULL, -- 1 if the person had access before
    has           INTEGER NOT NULL,
    recordedAt    TEXT NOT NULL,
    label         INTEGER NOT NULL -- of the negotiation at that time
  ) STRICT;
  CREATE INDEX accesses_of ON accesses (person, negotiationId, ordinal);`;

/** Of two that would do, SQLite takes the later one. */
const INDEXES = `
  DROP INDEX filling_stream;
  DROP INDEX filling_negotiation;
  ${others.map((sql) => `${sql};`).join('\n')}
  CREATE INDEX trail_place ON trail (stream, revision);
  CREATE INDEX trail_command ON trail (commandId) WHERE keyed = 1;
  CREATE INDEX trail_identity ON trail (identity) WHERE identity IS NOT NULL;
  CREATE INDEX trail_label ON trail (label);
  CREATE INDEX trail_negotiation_label ON trail (negotiationId, label);`;

/** With indexes for filling the table alone. */
export const createTables = (db: Database.Database): void => void db.exec(TABLES);

/** The indexes by which it is queried: made at once, those of a long log take half the time of growing row by row. */
export const createIndexes = (db: Database.Database): void => void db.exec(INDEXES);
