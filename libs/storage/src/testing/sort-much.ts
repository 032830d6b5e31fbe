import { readdirSync, readlinkSync } from 'node:fs';
import Database from 'better-sqlite3';
import { putTemporaryFilesIn } from '../temporary-files.js';

/** Fills a temporary table that has no room in memory, and says which files are open. `folder`: for temporary files. */
const [folder] = process.argv.slice(2);
putTemporaryFilesIn(folder!);
const db = new Database(':memory:');
db.pragma('temp_store = FILE');
db.exec('CREATE TEMP TABLE large (text TEXT)');
const insert = db.prepare('INSERT INTO large VALUES (?)');
db.transaction(() => {
  for (let n = 0; n < 300_000; n += 1) insert.run('x'.repeat(200));
})();
const open = readdirSync('/proc/self/fd').map((fd) => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return ''; // the one by which the folder is read
  }
});
db.close();
process.stdout.write(JSON.stringify(open));
