/** The roles. The route policy of the server says what each may do. */
export const ROLES = ['recorder', 'reader', 'auditor', 'declassifier', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
