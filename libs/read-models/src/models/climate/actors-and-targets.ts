/**
 * Who did what a fact tells, and to whom: ids of parties, and of people and bodies of which the record says for which party they act. A code
 * of CAMEO has no actors of its own, so they are those of the fact, or else of the fact that opened its thing.
 */
export type ActorsAndTargets = Readonly<{ actors: readonly string[]; targets: readonly string[] }>;

const ACTORS = [
  'actorId',
  'byIds',
  'tabledByIds',
  'raisedById',
  'proposedById',
  'confirmedById',
  'invitedById',
  'personId',
];
/** A party stands before whoever spoke for it. */
const SPEAKERS = ['partyId', 'speakingForId', 'speakerId'];
const TARGETS = ['affectedPartyIds', 'forPartyIds', 'toIds', 'inviteeId'];
/** What several did together, each did to the others. */
const TOGETHER = ['partyIds'];

type Data = Readonly<Record<string, unknown>>;

export const actorsAndTargets = (data: object, opening: object | undefined): ActorsAndTargets => {
  const told = [data, opening ?? {}] as readonly Data[];
  const first = (ways: readonly (readonly string[])[]) => {
    for (const one of told)
      for (const names of ways) {
        const ids = idsIn(one, names);
        if (ids.length > 0) return ids;
      }
    return [];
  };
  return {
    actors: first([ACTORS, ...SPEAKERS.map((name) => [name]), TOGETHER]),
    targets: first([TARGETS, TOGETHER]),
  };
};

const idsIn = (data: Data, names: readonly string[]): readonly string[] => [
  ...new Set(names.flatMap((name) => (data[name] ?? []) as string | readonly string[])),
];
