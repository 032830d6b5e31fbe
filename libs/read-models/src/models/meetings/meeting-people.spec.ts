import { describe, expect, it } from '@jest/globals';
import type { EventId } from '#domain/ids.js';
import {
  accepted,
  china,
  gill,
  invited,
  notPart,
  proposed,
  sefcovic,
  told,
  unclear,
  wang,
} from '../../testing/meeting-fixture.js';
import { meetings, meetingsOf } from './meetings.js';
import { overview } from '../overview/overview.js';
import { about, type Telling, viewsOf } from '../../testing/told-log.js';

const all = { after: undefined, limit: 50 };

describe('the expected attendance', () => {
  const brussels = (...facts: readonly Telling[]) =>
    meetingsOf(viewsOf([meetings, overview], about('meeting', 'brussels', proposed, ...facts)), 'n', {}, all)[0];
  const comer = (...facts: readonly Telling[]) => brussels(...facts)?.coming[0];

  it('is unanswered if a person is only invited', () => {
    expect(comer(invited)).toEqual({ personId: wang, coming: 'unanswered', words: [] });
  });
  it('is the answer, and who reported it', () => {
    expect(comer(invited, accepted)).toMatchObject({ coming: 'coming', saidById: sefcovic });
    expect(brussels(invited, accepted)?.invitations).toMatchObject([
      { personId: wang, extended: [{ invitedById: sefcovic }], answer: { answer: 'ACCEPTED', reportedById: sefcovic } },
    ]);
  });
  it('is unclear if the delegation leaves it open after the invitation was accepted', () => {
    expect(comer(invited, accepted, unclear)).toMatchObject({
      partyId: china,
      coming: 'unclear',
      confirmed: false,
      saidById: gill,
      words: [
        { coming: 'coming', answer: 'ACCEPTED', saidById: sefcovic, occurredOn: '2025-10-21' },
        { coming: 'unclear', saidById: gill, occurredOn: '2025-10-27' },
      ],
    });
  });
  it('follows the chronologically last statement, and lists the earlier ones', () => {
    const shown = comer(notPart, unclear, accepted, invited);
    expect(shown).toMatchObject({ coming: 'not-coming', confirmed: true, saidById: gill });
    expect(shown?.words.map(({ coming }) => coming)).toEqual(['coming', 'unclear', 'not-coming']);
  });
  it('ignores another account of a recorded statement', () => {
    const rumour = told(
      '2025-10-29',
      'InvitationAnswered',
      { personId: wang, answer: 'DECLINED' },
      { reportOf: 'event-1' as EventId },
    );
    expect(comer(accepted, rumour)).toMatchObject({ coming: 'coming', words: [{}, { answer: 'DECLINED' }] });
  });
  it('is known without a recorded invitation', () => {
    expect(brussels(accepted)?.invitations).toMatchObject([{ personId: wang, extended: [] }]);
  });
  it('includes the head of a delegation, unless stated otherwise', () => {
    const headed = told('2025-10-27', 'DelegationAnnounced', { partyId: china, headId: wang, confirmed: true });
    expect(brussels(headed)).toMatchObject({ coming: [{ coming: 'coming' }], delegations: [{ headId: wang }] });
    expect(brussels(headed, notPart)?.delegations[0]).not.toHaveProperty('headId');
  });
  it('has the last statement on each detail of the delegation of each party', () => {
    expect(brussels(unclear)?.delegations).toMatchObject([{ partyId: china, level: 'unclear', confirmed: false }]);
    const confirmedOnly = told('2025-10-29', 'DelegationAnnounced', { partyId: china, confirmed: true });
    expect(brussels(unclear, notPart, confirmedOnly)?.delegations).toMatchObject([
      {
        partyId: china,
        level: 'high-level-technical',
        members: [{ representativeId: wang, coming: 'not-coming' }],
        confirmed: true,
        announcements: [{ level: 'unclear' }, { level: 'high-level-technical' }, {}],
      },
    ]);
  });
});
