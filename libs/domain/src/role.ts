/** The roles. The route policy of the server says what each may do. */
export const ROLES = ['recorder', 'reader', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
