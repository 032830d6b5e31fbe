/** Bounds are inclusive: instants for recorded and learned, days for happened. A fact matches if its span overlaps the period. */
export type TrailFilter = Readonly<{
  /** Only events of these negotiations. */
  among?: readonly string[] | undefined;
  negotiationId?: string | undefined;
  stream?: string | undefined;
  type?: string | undefined;
  recordedBy?: string | undefined;
  recordedFrom?: string | undefined;
  recordedTo?: string | undefined;
  learnedFrom?: string | undefined;
  learnedTo?: string | undefined;
  happenedFrom?: string | undefined;
  happenedTo?: string | undefined;
  /** Only events about the world: none about who may read. */
  ofTheWorld?: true | undefined;
  /** Of a past moment: none that only provides a name. */
  withoutNames?: boolean | undefined;
}>;

const CONDITIONS = {
  negotiationId: 'negotiationId = ?',
  stream: 'stream = ?',
  type: 'type = ?',
  recordedBy: 'recordedBy = ?',
  recordedFrom: 'recordedAt >= ?',
  recordedTo: 'recordedAt <= ?',
  learnedFrom: 'learnedAt >= ?',
  learnedTo: 'learnedAt <= ?',
  happenedFrom: 'latest >= ?',
  happenedTo: 'reachesFrom <= ?',
} satisfies Record<Exclude<keyof TrailFilter, 'among' | 'ofTheWorld' | 'withoutNames'>, string>;

/** A condition on the rows of `trail`, with its parameter. */
export type Condition = Readonly<{ sql: string; value: string }>;

export const conditionsOf = ({ among, ofTheWorld, withoutNames, ...filter }: TrailFilter): readonly Condition[] => [
  ...(Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).flatMap((field) => {
    const value = filter[field];
    return value === undefined ? [] : [{ sql: `trail.${CONDITIONS[field]}`, value }];
  }),
  ...(among ? [{ sql: 'trail.negotiationId IN (SELECT value FROM json_each(?))', value: JSON.stringify(among) }] : []),
  // Of all that is no part of the world, grants alone are of a negotiation.
  ...(ofTheWorld ? [{ sql: 'trail.stream NOT GLOB ?', value: 'grant-*' }] : []),
  ...(withoutNames
    ? [{ sql: 'trail.ordinal NOT IN (SELECT ordinal FROM only_names WHERE ordinal >= ?)', value: '0' }]
    : []),
];
