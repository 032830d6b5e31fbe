import { constants, setPriority } from 'node:os';
import { openDatabase } from '#storage/open-database.js';
import { isDamage } from '#storage/sqlite-error.js';
import { messageOf } from '../projection/error-message.js';
import type { FromReading } from './read-pages.js';
import { faultInPages } from './views-file.js';

const faultIn = (file: string): string | undefined => {
  const db = openDatabase(file, { readonly: true, fileMustExist: true });
  try {
    return faultInPages(db);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return messageOf(error);
  } finally {
    db.close();
  }
};

setPriority(constants.priority.PRIORITY_LOW);
const fault = faultIn(process.argv[2]!);
process.send!((fault === undefined ? {} : { fault }) satisfies FromReading, () => process.disconnect());
