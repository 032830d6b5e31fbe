/** The maximum size of one append in bytes: all its texts together. The server's default limit is 1 MiB. */
export const APPEND_BYTES = 1_000_000;

/** Bytes of events after which a page of a read ends early. */
export const PAGE_BYTES = 8 * 1024 * 1024;
