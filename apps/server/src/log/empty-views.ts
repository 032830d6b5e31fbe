import type Database from 'better-sqlite3';
import { models } from '#read-models/models/replayed-models.js';
import { createModel, createOwnTables } from '#read-models/projection/tables.js';
import { openDatabase } from '#storage/open-database.js';

/** The views of an empty record: what a reader sees of what they may not read. */
export const emptyViews = (): Database.Database => {
  const db = openDatabase(':memory:');
  createOwnTables(db);
  for (const model of models) createModel(db, model, 'plain');
  db.pragma('query_only = ON');
  return db;
};
