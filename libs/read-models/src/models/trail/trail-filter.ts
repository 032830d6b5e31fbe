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
} satisfies Record<Exclude<keyof TrailFilter, 'among'>, string>;

/** A condition on the rows of `trail`, with its parameter. */
export type Condition = Readonly<{ sql: string; value: string }>;

export const conditionsOf = ({ among, ...filter }: TrailFilter): readonly Condition[] => [
  ...(Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).flatMap((field) => {
    const value = filter[field];
    return value === undefined ? [] : [{ sql: `trail.${CONDITIONS[field]}`, value }];
  }),
  ...(among ? [{ sql: 'trail.negotiationId IN (SELECT value FROM json_each(?))', value: JSON.stringify(among) }] : []),
];
