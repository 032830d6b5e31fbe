/** A path cannot be used as intended. `why` says what is there or what is wrong with the disk. */
export class Unusable extends Error {
  constructor(
    readonly place: string,
    readonly why: string,
    options?: ErrorOptions,
  ) {
    super(`${place} cannot be used: ${why}`, options);
    this.name = Unusable.name;
  }
}

/** Error codes of the system and of SQLite in words that continue "cannot be read:". */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk is full',
  EEXIST: 'something else is there',
  EIO: 'the disk fails',
  EISDIR: 'it is a folder',
  ELOOP: 'its links form a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENFILE: 'too many files are open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is not a folder',
  EPERM: 'permission denied',
  EROFS: 'it is on a read-only disk',
  // Node.js has a code of its own where it would remove a file.
  ERR_FS_EISDIR: 'it is a folder',
  SQLITE_CANTOPEN: 'the file cannot be opened',
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR: 'the disk fails',
  // The shared memory that SQLite keeps beside a file found no room.
  SQLITE_IOERR_SHMSIZE: 'the disk is full',
  SQLITE_READONLY: 'it is read-only',
};

/**
 * What an error or its cause says about a path; undefined for any other error. `place` is known if the system names
 * it.
 */
export const unusable = (error: unknown): Readonly<{ place?: string; why: string; isFull: boolean }> | undefined => {
  // By shape, since a class does not cross realms.
  for (let at = error; typeof at === 'object' && at !== null; at = (at as Error).cause) {
    const { code, path, place, why, name } = at as NodeJS.ErrnoException & Partial<Unusable>;
    if (name === Unusable.name && why !== undefined && place !== undefined) return { place, why, isFull: false };
    const words = WORDS[code ?? ''] ?? WORDS[/^SQLITE_[A-Z]+/.exec(code ?? '')?.[0] ?? ''];
    if (words !== undefined)
      return {
        ...(path !== undefined && { place: path }),
        why: `${words} (${code})`,
        isFull: words === WORDS['ENOSPC'],
      };
  }
  return undefined;
};
