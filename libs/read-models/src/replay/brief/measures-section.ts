import type { PartyId } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import type { Message } from '#messages/messages.js';
import { boardMeasures } from '../../models/board/board-measures.js';
import { factsOfMeasures } from '../../models/measures.js';
import { short } from '../../models/timeline/wording.js';
import { nameList } from '../moved/part.js';
import type { BriefSentence, Section } from './brief-schemas.js';
import { factsNaming, factsOfMeeting, type Of } from './meeting-sections.js';
import { notShown, section } from './teller.js';

type Measures = ReturnType<typeof boardMeasures>['measures'];
type Group = Measures['items'][number];

/** How the provisions of the parties stand on the day, those with the same history together. */
export const measuresSection = ({ db, teller, meeting, on }: Of, negotiationId: string): Section => {
  const partyIds = meeting.partyIds as readonly PartyId[];
  const { measures } = boardMeasures(db, negotiationId, partyIds, on as Day);
  const groups = measures.items.filter(({ actorId }) => partyIds.includes(actorId));
  const ids = new Set(groups.flatMap(({ provisions }) => provisions.items.map(({ measureId }) => measureId)));
  const facts = factsOfMeasures(db, [...ids]);
  const taking = factsOfMeeting(db, meeting.id);
  const told = (group: Group): BriefSentence => {
    const measureIds = new Set(group.provisions.items.map(({ measureId }) => measureId));
    // Provisions stand together because all facts of them agree, those that are yet to come included.
    const based = [...measureIds].flatMap((id) => facts.get(id) ?? []).filter(({ type }) => type !== 'FigureReported');
    const because = factsNaming(taking, [group.actorId]);
    return teller.tell(messageOf(group, on, teller.nameOf('party', group.actorId)), based, { because });
  };
  const { notLookedAt } = measures;
  return section('measures', groups.map(told), [
    ...(groups.length === 0 && measures.more === 0 && notLookedAt.measures === 0
      ? [{ id: 'brief.none.measures', parameters: {} } as const]
      : []),
    ...notShown(measures.more),
    ...(notLookedAt.measures > 0
      ? [{ id: 'brief.notLookedAt', parameters: { count: notLookedAt.measures } } as const]
      : []),
  ]);
};

/** The period that the day is in, and what is announced next. */
const periodsAround = ({ periods: { items } }: Group, on: string) => {
  const current = items.findLastIndex(({ from }) => from === undefined || from <= on);
  return items.slice(Math.max(0, current), current + 2);
};

const messageOf = (group: Group, on: string, actor: string): Message => {
  const { provisions, on: standing } = group;
  const names = [...new Set(provisions.items.map(({ reference, title }) => short(reference ?? title)))];
  const list = nameList(names);
  const parameters = {
    count: provisions.items.length + provisions.more,
    actor,
    measures: { ...list, more: list.more + (provisions.more > 0 ? provisions.more : 0) },
  };
  const [current, next] = periodsAround(group, on);
  const { status } = standing;
  if (status === 'in-force' && current?.from !== undefined)
    return { id: 'brief.force.in-force.since', parameters: { ...parameters, days: current.from } };
  if (status === 'suspended' && current?.from !== undefined)
    return { id: 'brief.force.suspended.since', parameters: { ...parameters, days: current.from } };
  if (status === 'not-yet' && next?.from !== undefined)
    return { id: 'brief.force.not-yet.from', parameters: { ...parameters, days: next.from } };
  return { id: `brief.force.${status}`, parameters };
};
