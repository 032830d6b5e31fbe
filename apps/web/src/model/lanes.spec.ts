import { describe, expect, it } from '@jest/globals';
import type { TimelineItem } from '../types/types.gen.js';
import { byKind, byParty, linesOf } from './lanes.js';

const fact = (kind: string, thingId: string, type: string, told: object = {}, dated = true): TimelineItem =>
  ({ eventId: `${type} ${thingId}`, kind, thingId, type, fact: told, ...(!dated && { dated }) }) as never;

const names = {
  eu: { kind: 'party', label: 'European Union' },
  china: { kind: 'party', label: 'China' },
  gill: { kind: 'representative', label: 'Olof Gill' },
  controls: { kind: 'issue', label: 'Controls' },
  brussels: { kind: 'meeting', label: 'Talks in Brussels' },
  no61: { kind: 'measure', label: 'Widening' },
  who: { kind: 'dispute', label: 'He comes' },
} as const;
const facts = [
  fact('representative', 'gill', 'RepresentativeNamed', { partyId: 'eu' }, false),
  fact('position', 'wants', 'PositionTaken', { partyId: 'china', issueId: 'controls' }),
  fact('measure', 'no61', 'MeasureAnnounced', { actorId: 'china', reference: 'MOFCOM No. 61' }),
  fact('meeting', 'brussels', 'MeetingProposed', { partyIds: ['eu', 'china'] }),
  fact('statement', 'one', 'StatementMade', { speakerId: 'gill' }),
  fact('statement', 'two', 'StatementMade', { speakerId: 'gill' }),
  fact('statement', 'three', 'StatementMade', {}),
  fact('dispute', 'who', 'AccountDisputed', { about: { kind: 'meeting', id: 'brussels' } }),
  fact('measure', 'no61', 'ProvisionSuspended', { provisionId: '1' }),
  fact('statement', 'two', 'StatementWithdrawn', {}),
];
const told = (lanes: ReturnType<typeof byKind>) =>
  lanes.map(({ key, lines }) => [key, ...lines.map(({ name, facts: own }) => `${name.text} ${own.length}`)]);

describe('the lines', () => {
  const lines = linesOf(facts, names);
  it('are one for each thing, and one for each speaker, without what has no date', () => {
    expect(told(byKind(lines))).toEqual([
      ['meetings', 'Talks in Brussels 1'],
      ['said', 'Olof Gill 3', 'undefined 1'],
      ['positions', 'China 1'],
      ['measures', 'MOFCOM No. 61 2'],
      ['disputes', 'Talks in Brussels 1'],
    ]);
    expect(lines.find(({ kind }) => kind === 'position')!.name.about).toBe('Controls');
  });
  it('are those of each party, of several, and of none', () => {
    expect(told(byParty(lines, facts, ['eu', 'china']))).toEqual([
      ['eu', 'Olof Gill 3'],
      ['china', 'China 1', 'MOFCOM No. 61 2'],
      ['several', 'Talks in Brussels 1'],
      ['none', 'undefined 1', 'Talks in Brussels 1'],
    ]);
  });
});
