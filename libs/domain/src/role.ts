/** What somebody may be to a record. What each may do stands in the server's table of routes. */
export const ROLES = ['recorder', 'reader', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
