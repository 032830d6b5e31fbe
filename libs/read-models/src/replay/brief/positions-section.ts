import { countedOnce } from '#domain/accounts.js';
import { span } from '#domain/world-date.js';
import type { Message } from '#messages/messages.js';
import { daysBetween } from '../../models/board/headline.js';
import { coursesOn, type PositionFact } from '../../models/positions.js';
import type { BriefSentence, Section } from './brief-schemas.js';
import type { LastMeeting } from './meeting-before.js';
import type { Of } from './meeting-sections.js';
import { notShown, section, untold } from './teller.js';

const MOST = { positions: 12, shifts: 2 } as const;

type Course = ReturnType<typeof coursesOn>['found'][number];

/** What each party wants on the issues of the meeting, and how that moved: by the shifts that are on record, and by nothing else. */
export const positionsSection = (
  { db, teller, meeting }: Of,
  negotiationId: string,
  issueIds: readonly string[],
  lastMeeting: LastMeeting | undefined,
): Section => {
  const found = issueIds.map((issueId) => coursesOn(db, negotiationId, issueId, MOST.positions));
  const courses = found.flatMap((one) => one.found).slice(0, MOST.positions);
  const all = found.reduce((sum, one) => sum + one.all, 0);
  const has = new Set(courses.map(({ partyId, issueId }) => `${partyId} ${issueId}`));
  const isWhole = all === courses.length;
  const silent = issueIds.flatMap((issueId) =>
    meeting.partyIds.filter((partyId) => !has.has(`${partyId} ${issueId}`)).map((partyId) => ({ partyId, issueId })),
  );
  const names = ({ partyId, issueId }: Readonly<{ partyId: string; issueId: string }>) => ({
    party: teller.nameOf('party', partyId),
    issue: teller.nameOf('issue', issueId),
  });
  const told = (course: Course): readonly BriefSentence[] => {
    const { id, now, since, scope, facts } = course;
    const kind = now.status === 'withdrawn' ? 'withdrawn' : (now.kind ?? 'held');
    // A shift keeps what it does not change, so what stands rests on all of them.
    const stand = teller.tell({ id: `brief.position.${kind}`, parameters: names(course) }, countedOnce(facts), {
      occurredOn: since.metadata.occurredOn?.edtf,
      words: now.text,
    });
    const about = { kind: 'position', id, opening: facts[0] } as const;
    return [
      {
        ...stand,
        ...(scope !== 'public' && { qualifier: untold({ id: `brief.scope.${scope}`, parameters: {} }) }),
      },
      ...shiftsOf(facts)
        .slice(-MOST.shifts)
        .map((fact) => teller.tellFact(fact, about)),
    ];
  };
  const hasMoved = courses.some(({ facts }) =>
    shiftsOf(facts).some(({ metadata }) => lastMeeting === undefined || span(metadata).latest >= lastMeeting.latest),
  );
  const notes: Message[] = [
    ...(issueIds.length === 0 ? [{ id: 'brief.none.issues', parameters: {} } as const] : []),
    ...(isWhole ? silent.map((one): Message => ({ id: 'brief.none.position', parameters: names(one) })) : []),
    ...(isWhole && issueIds.length > 0 && !courses.some(({ now }) => now.kind === 'red-line')
      ? [{ id: 'brief.none.redLine', parameters: {} } as const]
      : []),
    ...(lastMeeting === undefined ? [{ id: 'brief.none.lastMeeting', parameters: {} } as const] : []),
    ...(lastMeeting !== undefined && courses.length > 0 && !hasMoved
      ? [
          {
            id: 'brief.none.moved',
            parameters: {
              meeting: teller.nameOf('meeting', lastMeeting.id),
              days: daysBetween(lastMeeting.earliest, lastMeeting.latest),
            },
          } as const,
        ]
      : []),
    ...notShown(all - courses.length),
  ];
  return section('positions', courses.flatMap(told), notes);
};

const shiftsOf = (facts: readonly PositionFact[]) =>
  countedOnce(facts).filter((fact) => fact.type === 'PositionShifted');
