/** Whether an If-None-Match header names the ETag (RFC 9110, section 13.1.2: weak comparison). */
export const matchesEtag = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag));
