/** Dates that their first and last day do not say: they are shown as they are written. */
export const RARE_DATES = [
  '2025-10-01~/2025-10-09',
  '2025-10-01/2025-10-09?',
  '2025-10-01~/2025-10-09?',
  '../2025-10-27~',
  '2025-04-04?/..',
  '2026-12-03/',
  '/2026-12-03',
  '2026-XX-31',
  '202X-1X-1X',
  '202X-10',
  '2026-XX-31/2027-02-01',
] as const;
