let ahead: number | undefined;

/** How far the clock of the service is ahead of that of this machine: its answers say when they were sent, cut to the second. */
export const hearTime = (date: string | null) => {
  if (date !== null) ahead = Date.parse(date) - Date.now();
};
export const clockAhead = (): number => ahead ?? 0;
/** After a reload without a line: as it was heard last. */
export const rememberClock = (was: number) => (ahead ??= was);

/** The time as the service has it, or a moment before: for a fact that is learned now, and must not be learned in the future. */
export const serviceTime = (): string => new Date(Date.now() + clockAhead()).toISOString();
