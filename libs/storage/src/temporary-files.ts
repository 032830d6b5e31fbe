/**
 * SQLite puts its temporary files into this folder, which is as large as what is sorted there: that of the system may be small, or in
 * memory. To be called before the first database is opened.
 */
export const putTemporaryFilesIn = (folder: string): void => void (process.env['SQLITE_TMPDIR'] ??= folder);
