/** What does the same from a place that the auditor trusts. */
export const COMMAND = 'rapporteur verify';
