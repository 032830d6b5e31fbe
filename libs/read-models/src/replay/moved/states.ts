import type { Existence } from '#domain/decider.js';
import { FORCE_STATUSES, type ForceStatus } from '#domain/in-force.js';
import type { Kind } from '#domain/ids.js';
import type { PlannedTime } from '#domain/world-date.js';
import type { Message, MessageId } from '#messages/messages.js';
import { brief } from '../../models/board/cut.js';
import type { DatesAsEdtf } from '../../routes/facts.js';

/**
 * How a thing stands at a moment, in a few words. `words`: those of the record. `planned`: for when. `occurredOn`: when a meeting was held. `since`:
 * of provisions.
 */
export type State = Readonly<{
  message: Message;
  words?: string;
  planned?: DatesAsEdtf<PlannedTime>;
  occurredOn?: string;
  since?: string;
}>;

/** The fields of the page of a thing by which it stands as it does. `heldOn`: of a meeting, which no page has beside its accounts. */
type Page = Readonly<{
  status?: string;
  stage?: string;
  withdrawn?: boolean;
  overdue?: boolean;
  approvedBy?: readonly string[];
  now?: Readonly<{ status?: string; kind?: string; text?: string }>;
  planned?: DatesAsEdtf<PlannedTime>;
  heldOn?: string;
  provisions?: readonly Readonly<{ force: Readonly<{ status: ForceStatus; since?: string }> }>[];
}>;

/** `page`: undefined if it cannot be made. `heldOn`: when a meeting was held, if it was and that was told. */
export const statesOf = (kind: Kind, standing: Existence, page: unknown, heldOn?: string): readonly State[] => {
  if (standing !== 'present') return [{ message: stateOf(standing) }];
  if (page === undefined) return [{ message: stateOf('recorded') }];
  return (
    STATES[kind]?.({ ...(page as Page), ...(heldOn !== undefined && { heldOn }) }) ?? [
      { message: stateOf(`${kind}.${(page as Page).status ?? ''}`) },
    ]
  );
};

type StateId = MessageId extends infer Id ? (Id extends `state.${string}` ? Id : never) : never;
const stateOf = (name: string, count?: number): Message =>
  ({ id: `state.${name}` as StateId, parameters: count === undefined ? {} : { count } }) as Message;

const STATES: Partial<Record<Kind, (page: Page) => readonly State[]>> = {
  // Of a meeting that was held, the day of the plan says nothing.
  meeting: ({ status = '', planned, heldOn }) => {
    const message = stateOf(`meeting.${status}`);
    if (status === 'held') return [{ message, ...(heldOn !== undefined && { occurredOn: heldOn }) }];
    return [{ message, ...(planned !== undefined && { planned: plannedIn(planned) }) }];
  },
  minutes: ({ approvedBy = [] }) => [
    {
      message: approvedBy.length === 0 ? stateOf('minutes.circulated') : stateOf('minutes.approved', approvedBy.length),
    },
  ],
  statement: ({ withdrawn }) => [{ message: stateOf(`statement.${withdrawn === true ? 'withdrawn' : 'said'}`) }],
  position: ({ now = {} }) => {
    const { status, kind = 'held', text } = now;
    return [
      {
        message: stateOf(`position.${status === 'withdrawn' ? status : kind}`),
        ...(text !== undefined && { words: brief(text) }),
      },
    ];
  },
  measure: ({ provisions = [] }) =>
    FORCE_STATUSES.flatMap((status) => {
      const all = provisions.filter(({ force }) => force.status === status);
      const since = new Set(all.map(({ force }) => force.since));
      const [only] = since;
      const shared = since.size === 1 && only !== undefined ? { since: only } : {};
      return all.length === 0 ? [] : [{ message: stateOf(`measure.${status}`, all.length), ...shared }];
    }),
  commitment: ({ status = '', overdue }) => [
    ...(overdue === true && status === 'open' ? [] : [{ message: stateOf(`commitment.${status}`) }]),
    ...(overdue === true ? [{ message: stateOf('commitment.overdue') }] : []),
  ],
  proposal: ({ stage = '' }) => [{ message: stateOf(`proposal.${stage}`) }],
};

const plannedIn = ({ on, text, time, zone }: DatesAsEdtf<PlannedTime>): DatesAsEdtf<PlannedTime> => ({
  ...(on !== undefined && { on }),
  ...(text !== undefined && { text: brief(text) }),
  ...(time !== undefined && { time }),
  ...(zone !== undefined && { zone }),
});
