import { describe, expect, it } from '@jest/globals';
import type { Kind } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import { corrected, opened, said, voided } from '../testing/dossier.js';
import { about, rowsOf, type Telling, viewsOf } from '../testing/told-log.js';
import { labels, thing, things } from './things.js';

const labelOf = (kind: Kind, ...facts: readonly object[]) =>
  rowsOf(things, kind, facts as readonly Telling[])['things']![0]!['label'];
const held = { partyId: 'p', issueId: 'i', scope: 'public' };

describe('the label of a thing', () => {
  it.each<[Kind, object, string]>([
    ['negotiation', { type: 'NegotiationOpened', data: { title: 'Rare earths' } }, 'Rare earths'],
    [
      'party',
      { type: 'PartyJoined', data: { name: 'European Union', kind: 'state', role: 'principal' } },
      'European Union',
    ],
    ['representative', { type: 'RepresentativeNamed', data: { name: 'Olof Gill', kind: 'person' } }, 'Olof Gill'],
    ['issue', { type: 'IssueRaised', data: { title: 'Export licences' } }, 'Export licences'],
    ['meeting', opened(1, 'Video call'), 'Video call'],
    ['minutes', { type: 'MinutesCirculated', data: { meetingId: 'm', text: 'As agreed' } }, 'Minutes'],
    ['statement', said(1, 'We are concerned.'), 'We are concerned.'],
    ['measure', { type: 'MeasureAnnounced', data: { title: 'No. 61', provisions: [] } }, 'No. 61'],
    ['commitment', { type: 'CommitmentMade', data: { byIds: ['p'], text: 'To buy' } }, 'To buy'],
    ['proposal', { type: 'ProposalTabled', data: { title: 'Draft', tabledByIds: ['p'], binding: false } }, 'Draft'],
    ['dispute', { type: 'AccountDisputed', data: { about: {}, rivalAccount: 'It was in May' } }, 'It was in May'],
    ['position', { type: 'PositionTaken', data: { ...held, text: 'No quotas', kind: 'demand' } }, 'No quotas'],
  ])('is for a %s taken from its own record', (kind, fact, label) => {
    expect(labelOf(kind, fact)).toBe(label);
  });
  it('follows a new description and a shift, in chronological order', () => {
    expect(
      labelOf(
        'negotiation',
        { type: 'NegotiationDescribed', data: { title: 'Export controls' } },
        { type: 'NegotiationOpened', data: { title: 'Rare earths' } },
        { type: 'NegotiationDescribed', data: { subject: 'licences' } },
      ),
    ).toBe('Export controls');
    expect(
      labelOf(
        'position',
        { type: 'PositionTaken', data: { ...held, text: 'No quotas', kind: 'demand' } },
        { type: 'PositionShifted', data: { ...held, direction: 'softened', text: 'Some quotas' } },
        { type: 'PositionMaintained', data: held },
      ),
    ).toBe('Some quotas');
  });
  it('is the kind if it has no name', () => {
    expect(labelOf('position', { type: 'PositionWithdrawn', data: held })).toBe('Position');
  });
  it('is truncated to 120 characters, but not within one', () => {
    const label = String(labelOf('statement', said(1, '𝄞'.repeat(130))));
    expect(Array.from(label)).toHaveLength(120);
    expect(label.endsWith('𝄞…')).toBe(true);
    expect(labelOf('statement', said(1, '𝄞'.repeat(120)))).toBe('𝄞'.repeat(120));
  });
  it('stays the chronologically last one if the thing was voided', () => {
    const opening = {
      type: 'NegotiationOpened',
      data: { title: 'Talks' },
      circumstances: { occurredOn: on('2025-01-01') },
    };
    const renamed = (title: string, day: string) => ({
      type: 'NegotiationDescribed',
      data: { title },
      circumstances: { occurredOn: on(day) },
    });
    const [may, june] = [renamed('Renamed in May', '2025-05-01'), renamed('Renamed in June', '2025-06-01')];
    for (const told of [
      [may, june],
      [june, may],
    ])
      expect(labelOf('negotiation', opening, ...told, voided('event-0'))).toBe('Renamed in June');
  });
  it('is updated by a correction', () => {
    expect(labelOf('meeting', opened(1, 'Talk'), corrected('event-0', { title: 'Talks' }))).toBe('Talks');
  });
});

describe('the recorded things', () => {
  const views = viewsOf(
    [things],
    about('meeting', 'm', opened(1, 'Talks')),
    about('statement', 's', said(2, 'Yes'), voided('event-1')),
    about('position', 'p', { type: 'PositionWithdrawn', data: held } as unknown as Telling, voided('event-3')),
  );

  it('have a status, a revision and the time of their first record', () => {
    expect(thing(views, 'statement', 's')).toMatchObject({
      stream: 'statement-s',
      kind: 'statement',
      id: 's',
      negotiationId: 'n',
      label: 'Yes',
      revision: 1,
      standing: 'voided',
      recordedAt: '2026-01-01T01:00:00.000Z',
    });
    expect(thing(views, 'meeting', 'm')).toMatchObject({ standing: 'present', revision: 0 });
    expect(thing(views, 'meeting', 's')).toBeUndefined();
  });
  it('are voided if all their facts are', () => {
    expect(thing(views, 'position', 'p')).toMatchObject({ standing: 'voided', label: 'Position' });
  });
  it('can be looked up by id, with whether they were voided', () => {
    expect(Object.fromEntries(labels(views, ['m', 's', 's', 'x']))).toEqual({
      m: { kind: 'meeting', label: 'Talks' },
      s: { kind: 'statement', label: 'Yes', voided: true },
    });
    expect(labels(views, []).size).toBe(0);
  });
  it('can be looked up by kind and id if several have one id', () => {
    const twins = viewsOf([things], about('meeting', 'x', opened(1, 'Talks')), about('statement', 'x', said(2, 'Yes')));
    const [talks, yes] = [
      { kind: 'meeting', label: 'Talks' },
      { kind: 'statement', label: 'Yes' },
    ];
    expect(Object.fromEntries(labels(twins, ['x']))).toEqual({ 'meeting-x': talks, 'statement-x': yes });
    expect(Object.fromEntries(labels(twins, ['x'], (kind) => kind === 'meeting'))).toEqual({ x: talks });
  });
});
