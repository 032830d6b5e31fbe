import type Database from 'better-sqlite3';
import { isCorrupt } from '#storage/sqlite-error.js';
import { messageOf } from '../projection/error-message.js';
import { ViewsStamp } from './views-stamp.js';
import type { LogFunction } from './worker-messages.js';

/** Pages in the WAL that are not in the file yet. With more, readers would search longer. */
const MOST = 1_000;

type Counts = Readonly<{ log: number; checkpointed: number }>;

/** Moves pages from the WAL of views.db into the file: by itself, SQLite would do so without a word, and nobody could tell who has written to the file. */
export class ViewsWal {
  private readonly stamp: ViewsStamp;
  private isFailing = false;
  private wasTouched = false;

  constructor(
    file: string,
    private readonly log: LogFunction,
  ) {
    this.stamp = new ViewsStamp(file, (stamp, why) =>
      log(
        'warn',
        `${stamp} cannot be written: ${why}. The views go on without it, and the next start reads all of views.db`,
      ),
    );
  }

  /** The file is open, and was found sound or was just made. */
  begin(): void {
    this.logFailure(() => this.stamp.begin());
  }

  /** Whether another program has written to the file, or set its rights, since the last look. @throws as for damage, if it is gone */
  isTouched(): boolean {
    if (this.stamp.isTouched()) this.tellTouched();
    const { wasTouched } = this;
    this.wasTouched = false;
    return wasTouched;
  }

  /** To be called after each commit. @throws an error of SQLite for a file that is damaged or gone */
  checkpointIfDue(db: Database.Database): void {
    const [{ log, checkpointed }] = db.pragma('wal_checkpoint(NOOP)') as [Counts];
    if (log - checkpointed >= MOST) this.around(() => db.pragma('wal_checkpoint(PASSIVE)'));
  }

  /** Moves all of it, unless somebody still reads. */
  close(db: Database.Database): void {
    try {
      this.around(() => db.close());
    } finally {
      db.close();
    }
  }

  private around(work: () => void): void {
    this.logFailure(() => {
      if (this.stamp.around(work)) this.tellTouched();
    });
  }

  private tellTouched(): void {
    this.wasTouched = true;
    this.log(
      'warn',
      'Another program has written to views.db or set its rights. It is compared with the log, and the next start reads all of it',
    );
  }

  /** What does not succeed now is tried again after the next commit. Nothing is lost: the pages stay in the WAL. */
  private logFailure(work: () => void): void {
    try {
      work();
      this.isFailing = false;
    } catch (error) {
      if (isCorrupt(error)) throw error;
      if (!this.isFailing)
        this.log(
          'warn',
          'views.db cannot be written. Its changes stay in views.db-wal, and the next start takes longer',
          {
            error: messageOf(error),
          },
        );
      this.isFailing = true;
    }
  }
}
