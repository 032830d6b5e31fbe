/** A link to it is a file that can be opened, and of which each read fails as on a bad disk: with EIO. */
export const UNREADABLE = '/proc/self/mem';
