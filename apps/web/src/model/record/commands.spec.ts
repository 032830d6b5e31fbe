import { describe, expect, it } from '@jest/globals';
import { type Circumstances, commandsOf } from './commands.js';
import { emptyEntry, type Entry, type Form } from './entry.js';

const WANG = { id: 'wang', kind: 'person', name: 'Wang Wentao', partyId: 'china' } as const;
const SEFCOVIC = { id: 'sefcovic', kind: 'person', name: 'Maroš Šefčovič', partyId: 'eu' } as const;
const ABOUT: Circumstances = {
  negotiationId: 'talks',
  date: { edtf: '2025-10-0X', earliest: '2025-10-01', latest: '2025-10-09' },
  source: { title: 'Web Editor', publishedOn: '2025-10-27', reliability: 'C2' },
  today: '2025-10-28',
  learnedAt: '2025-10-28T08:12:00.000Z',
  meetingId: 'new-meeting',
  title: 'Video call: Šefčovič and Wang',
};
const told = {
  learnedAt: '2025-10-28T08:12:00.000Z',
  sources: [{ title: 'Web Editor', publishedOn: '2025-10-27', reliability: 'C2' }],
};
const dated = { ...told, occurredOn: '2025-10-0X', occurredText: 'early October' };
const entry = (form: Form, changes: Partial<Entry>): Entry => ({
  ...emptyEntry(form),
  when: 'early October',
  ...changes,
});

describe('what an entry records', () => {
  it('is a statement of its speaker and their party, with its date as it was said and its source', () => {
    const said = entry('statement', { who: [WANG], text: ' Licences will come. ', verbatim: true, language: 'en' });
    expect(commandsOf(said, ABOUT)).toEqual([
      {
        role: 'main',
        path: '/v1/negotiations/talks/statements',
        body: {
          speakerId: 'wang',
          partyId: 'china',
          kind: 'press-statement',
          text: 'Licences will come.',
          verbatim: true,
          language: 'en',
          ...dated,
        },
      },
    ]);
  });
  it('has no words of a date that was typed as it is recorded, and no date where none was said', () => {
    const [typed] = commandsOf(entry('statement', { who: [WANG], when: '2025-10-0X' }), ABOUT);
    expect(typed!.body).toMatchObject({ occurredOn: '2025-10-0X' });
    expect(typed!.body).not.toHaveProperty('occurredText');
    const [silent] = commandsOf(entry('statement', { who: [WANG], when: '' }), { ...ABOUT, date: undefined });
    expect(Object.keys(silent!.body)).not.toContain('occurredOn');
  });
  it('is a new name first, as secret as what it says', () => {
    const li = {
      id: 'li',
      kind: 'person',
      name: 'Li Chenggang',
      partyId: 'china',
      post: ' Vice Minister ',
      isNew: true,
    } as const;
    const commands = commandsOf(entry('statement', { who: [li], text: 'No.', level: 'secret' }), ABOUT);
    expect(commands.map(({ role, path }) => [role, path])).toEqual([
      ['name', '/v1/negotiations/talks/representatives'],
      ['main', '/v1/negotiations/talks/statements'],
    ]);
    expect(commands[0]!.body).toEqual({
      id: 'li',
      name: 'Li Chenggang',
      kind: 'person',
      partyId: 'china',
      post: 'Vice Minister',
      ...told,
      marking: { level: 'secret' },
    });
    expect(commands[1]!.body).toMatchObject({ speakerId: 'li', marking: { level: 'secret' } });
  });
  it('is a call that was held, of one meeting, with who took part', () => {
    const call = entry('call', { who: [SEFCOVIC, WANG], duration: 'almost two hours', text: 'Accepted.' });
    expect(commandsOf(call, ABOUT)).toEqual([
      {
        role: 'proposal',
        path: '/v1/negotiations/talks/meetings',
        body: {
          id: 'new-meeting',
          title: 'Video call: Šefčovič and Wang',
          mode: 'video-call',
          partyIds: ['eu', 'china'],
          ...dated,
        },
      },
      {
        role: 'main',
        path: '/v1/meetings/new-meeting/held',
        ifMatch: '*',
        body: {
          partyIds: ['eu', 'china'],
          attendance: [
            { representativeId: 'sefcovic', presence: 'present' },
            { representativeId: 'wang', presence: 'present' },
          ],
          durationText: 'almost two hours',
          outcome: 'Accepted.',
          ...dated,
        },
      },
    ]);
  });
  it('is a plan, if the day of a meeting is still to come or somebody says so', () => {
    const date = { edtf: '2025-10-30', earliest: '2025-10-30', latest: '2025-10-30' };
    const meeting = entry('meeting', { who: [SEFCOVIC], when: 'Thursday', place: 'Brussels' });
    const planned = {
      role: 'main',
      path: '/v1/negotiations/talks/meetings',
      body: {
        id: 'new-meeting',
        title: 'Video call: Šefčovič and Wang',
        mode: 'in-person',
        partyIds: ['eu'],
        place: 'Brussels',
        planned: { on: '2025-10-30', text: 'Thursday' },
        ...told,
      },
    };
    expect(commandsOf(meeting, { ...ABOUT, date })).toEqual([planned]);
    expect(commandsOf({ ...meeting, isHeld: false }, ABOUT)).toHaveLength(1);
    expect(commandsOf({ ...meeting, isHeld: true }, { ...ABOUT, date })).toHaveLength(2);
  });
  it('is a second report, if it is the same as something on record', () => {
    const sameAs = { eventId: 'event-20', thingId: 'call', type: 'MeetingHeld', title: 'A call' };
    const [said] = commandsOf(entry('statement', { who: [WANG], sameAs: { ...sameAs, type: 'StatementMade' } }), ABOUT);
    expect(said!.body).toMatchObject({ reportOf: 'event-20' });
    // Of a call there is one meeting with two reports; of a plan, two accounts.
    expect(commandsOf(entry('call', { who: [WANG], sameAs }), ABOUT)).toEqual([
      expect.objectContaining({
        path: '/v1/meetings/call/held',
        body: expect.objectContaining({ reportOf: 'event-20' }),
      }),
    ]);
    const proposed = { ...sameAs, type: 'MeetingProposed' };
    const [held] = commandsOf(entry('call', { who: [WANG], sameAs: proposed }), ABOUT);
    expect(held).toMatchObject({ path: '/v1/meetings/call/held' });
    expect(held!.body).not.toHaveProperty('reportOf');
    const [plan] = commandsOf(entry('meeting', { who: [WANG], isHeld: false, sameAs: proposed }), ABOUT);
    expect(plan).toMatchObject({
      path: '/v1/meetings/call/schedule',
      body: { planned: { on: '2025-10-0X', text: 'early October' } },
    });
  });
  it('is an answer to the invitation to a meeting', () => {
    const answer = entry('answer', { who: [WANG], meetingId: 'brussels', answer: 'ACCEPTED' });
    expect(commandsOf(answer, ABOUT)).toEqual([
      {
        role: 'main',
        path: '/v1/meetings/brussels/answers',
        ifMatch: '*',
        body: { personId: 'wang', answer: 'ACCEPTED', ...dated },
      },
    ]);
  });
  it.each([
    ['taken', 'positions', { text: 'No.', kind: 'demand' }],
    ['hardened', 'positions/shifts', { text: 'No.', kind: 'demand', direction: 'hardened' }],
    ['maintained', 'positions/maintained', { text: 'No.' }],
    ['withdrawn', 'positions/withdrawn', { reason: 'No.' }],
  ] as const)('is a position that was %s', (change, end, says) => {
    const china = { id: 'china', kind: 'party', name: 'China' } as const;
    const position = entry('position', { who: [china], issueId: 'controls', change, text: 'No.' });
    expect(commandsOf(position, ABOUT)).toEqual([
      {
        role: 'main',
        path: `/v1/negotiations/talks/${end}`,
        body: { partyId: 'china', issueId: 'controls', scope: 'public', ...says, ...dated },
      },
    ]);
  });
});
