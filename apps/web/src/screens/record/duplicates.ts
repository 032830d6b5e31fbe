import type { Command } from '../../model/record/commands.js';
import type { Entry, Taken } from '../../model/record/entry.js';
import { sameAsOf } from '../../model/record/shown.js';
import type { DryRun, LikelyDuplicate } from '../../types/types.gen.js';
import type { Trial } from './use-trial.js';

/** A fact on record that may be the same, and which command it is like. */
export type Asked = Readonly<{ duplicate: LikelyDuplicate; command: Command }>;

/** What may be on record already, without what was answered. Of one thing, only the fact that is likest. */
export const askedBy = (
  trial: Trial | undefined,
  commands: readonly Command[] | undefined,
  entry: Entry,
): readonly Asked[] => {
  if (trial === undefined || !('results' in trial) || commands === undefined || sameAsOf(entry) !== undefined)
    return [];
  const asked = trial.results.flatMap(({ status, body }, n) =>
    status === 200 ? (body as DryRun).likelyDuplicates.map((duplicate) => ({ duplicate, command: commands[n]! })) : [],
  );
  const isAnswered = ({ duplicate, command }: Asked) =>
    (command.role === 'name' ? entry.otherNames : entry.others).includes(duplicate.thingId);
  const open = asked.filter((one) => !isAnswered(one));
  // That a meeting was held says more than that it was proposed.
  const inOrder = open.toSorted((one, other) => weight(one) - weight(other));
  return inOrder.filter(
    ({ duplicate }, n) => inOrder.findIndex((one) => one.duplicate.thingId === duplicate.thingId) === n,
  );
};
const weight = ({ command: { role } }: Asked) => ['name', 'main', 'proposal'].indexOf(role);

/** What the answer to the question changes in an entry. */
export const withAnswer = (entry: Entry, { duplicate, command }: Asked, isSame: boolean): Partial<Entry> => {
  const { eventId, thingId, type, title } = duplicate;
  if (isSame) return { sameAs: { eventId, thingId, type, title } };
  return command.role === 'name'
    ? { otherNames: [...entry.otherNames, thingId] }
    : { others: [...entry.others, thingId] };
};

/** The name on record takes the place of the new one. */
export const withName = (
  entry: Entry,
  { command }: Asked,
  { id, kind, name, partyId }: Pick<Taken, 'id' | 'kind' | 'name' | 'partyId'>,
): Partial<Entry> => {
  const one: Taken = { id, kind, name, ...(partyId !== undefined && { partyId }) };
  return { who: entry.who.map((taken) => (taken.id === command.body['id'] ? one : taken)) };
};
