/**
 * What the sender of a refused request does: sends it again as it is, fixes it, reads first, logs in, asks somebody, or waits for the
 * operator of the service.
 */
export type Action = 'retry' | 'fix' | 'reread' | 'login' | 'ask' | 'operator';

/** Whether the same request may succeed later: by itself, once `next` is done, or never. */
export type Again = 'later' | 'afterwards' | 'never';

/** What a code says to the developer of a client. `means` and `next` are whole sentences. */
export type Advice = Readonly<{ action: Action; again: Again; means: string; next: string }>;

/** The same advice for several codes: `sharing(['party', 'meeting'], '-unknown', …)` is about `party-unknown` and `meeting-unknown`. */
export const sharing = <const Name extends string, const End extends string>(
  names: readonly Name[],
  end: End,
  advice: Advice,
) => Object.fromEntries(names.map((name) => [`${name}${end}`, advice])) as Readonly<Record<`${Name}${End}`, Advice>>;

export const fix = (means: string, next: string): Advice => ({ action: 'fix', again: 'never', means, next });
/** The request is right, but something else must be recorded, corrected or voided first. */
export const fixFirst = (means: string, next: string): Advice => ({ action: 'fix', again: 'afterwards', means, next });
export const reread = (means: string, next: string, again: Again = 'never'): Advice => ({
  action: 'reread',
  again,
  means,
  next,
});
/** `again`: `never` if another person must send it. */
export const ask = (means: string, next: string, again: Again = 'afterwards'): Advice => ({
  action: 'ask',
  again,
  means,
  next,
});
