/** A place on the disk cannot be used as it was to be. `why` tells what is there, or what it is on. */
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

/** What the system and SQLite call what is wrong with a place, in words that go on after "cannot be read:". */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EDQUOT: 'the disk is full',
  EEXIST: 'something else is there',
  EIO: 'the disk fails',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENFILE: 'too many files are open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'this user may not',
  EROFS: 'it is on a read-only disk',
  SQLITE_CANTOPEN: 'no file can be opened there',
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR: 'the disk fails',
  SQLITE_READONLY: 'it is read-only',
};

/**
 * What an error, or what caused it, says of a place on the disk; undefined for any other error. `place` is known where
 * the system names it.
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
