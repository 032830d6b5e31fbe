import type { PartyId } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import type { Message } from '#messages/messages.js';
import { boardMeasures } from '../../models/board/board-measures.js';
import { beginningIn } from '../../models/board/force-changes.js';
import { factsOfMeasures } from '../../models/measures.js';
import { short } from '../../models/timeline/wording.js';
import { nameList } from '../../models/timeline/part.js';
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

const messageOf = ({ provisions, periods: { items }, on: { status } }: Group, on: string, actor: string): Message => {
  const names = [...new Set(provisions.items.map(({ reference, title }) => short(reference ?? title)))];
  const list = nameList(names);
  const parameters = {
    count: provisions.items.length + provisions.more,
    actor,
    measures: { ...list, more: list.more + (provisions.more > 0 ? provisions.more : 0) },
  };
  const current = items.findLastIndex(({ from }) => from === undefined || from <= on);
  if (status === 'in-force' || status === 'suspended') {
    const days = current < 0 ? undefined : beginningIn(items, current);
    if (days !== undefined) return { id: `brief.force.${status}.since`, parameters: { ...parameters, days } };
  }
  if (status === 'not-yet') {
    // The days for which it is announced may be several. What is to be suspended before them is announced for no day.
    const next = items.findIndex((one, n) => n > current && one.status !== 'unknown');
    const days = items[next]?.status === 'in-force' ? beginningIn(items, next) : undefined;
    if (days !== undefined) return { id: 'brief.force.not-yet.from', parameters: { ...parameters, days } };
  }
  return { id: `brief.force.${status}`, parameters };
};
