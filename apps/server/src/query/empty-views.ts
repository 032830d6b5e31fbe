import Database from 'better-sqlite3';
import { models } from '#read-models/models/models.js';
import { createModel, createOwnTables } from '#read-models/projection/tables.js';

/** The views of a record that has nothing in it: what somebody sees of what they may not see. */
export const emptyViews = (): Database.Database => {
  const db = new Database(':memory:');
  createOwnTables(db);
  for (const model of models) createModel(db, model);
  db.pragma('query_only = ON');
  return db;
};
