import type Database from 'better-sqlite3';
import { shownIn } from '../../projection/slots.js';

/** The labels whose rows a connection shows (log-index/trail-lens.ts); undefined if it shows all. */
export const labelsShownIn = (db: Database.Database): readonly number[] | undefined => shownIn<readonly number[]>(db);
