import { describe, expect, it } from '@jest/globals';
import { opened, said, voided } from '../testing/dossier.js';
import { kindIn, resolveLabels } from './resolve-labels.js';
import { about, type Telling, viewsOf } from '../testing/told-log.js';
import { things } from './things.js';

const joined = { type: 'PartyJoined', data: { name: 'EU', kind: 'regional-organisation', role: 'principal' } };
const views = viewsOf(
  [things],
  about('party', 'eu', joined as Telling),
  about('party', 'twin', joined as Telling),
  about('meeting', 'twin', opened(1, 'Talks')),
  about('statement', 'said', said(1, 'Yes'), voided('event-3')),
);
const EU = { kind: 'party', label: 'EU' };
const TALKS = { kind: 'meeting', label: 'Talks' };
const YES = { kind: 'statement', label: 'Yes', voided: true };

describe('what an answer calls things by', () => {
  it('stands beside the ids that it mentions, wherever they stand, and flags what was voided', () => {
    const answer = { items: [{ partyId: 'eu' }, { movedBy: [{ kind: 'statement', id: 'said' }] }] };
    expect(resolveLabels(views, answer)).toEqual({ eu: EU, said: YES });
  });
  it('leaves out what nobody recorded, what is no id, and events', () => {
    expect(resolveLabels(views, { partyId: 'x', name: 'eu', id: 'eu', eventId: 'eu', kind: 'state' })).toEqual({});
  });
  it.each<[string, object, object]>([
    ['the party in the field of a party', { partyId: 'twin' }, EU],
    ['the party in a list of parties', { affectedPartyIds: ['twin'] }, EU],
    ['the party where somebody agreed', { approvedBy: ['twin'] }, EU],
    ['the party by the role that it plays', { byIds: ['twin'], actorId: 'twin' }, EU],
    ['the meeting in the field of a meeting', { preparesForId: 'twin' }, TALKS],
    ['the meeting where its kind stands beside it', { about: { kind: 'meeting', id: 'twin' } }, TALKS],
    ['the meeting on a line of the timeline', { kind: 'meeting', thingId: 'twin' }, TALKS],
  ])('is, of two things with one id, %s', (_, answer, label) => {
    expect(resolveLabels(views, answer)).toEqual({ twin: label });
  });
  it('is nothing where only a thing of another kind has that id', () => {
    expect(resolveLabels(views, { speakerId: 'twin', issueIds: ['eu'] })).toEqual({});
  });
  it('goes by kind and id where one answer mentions both, and by no id that could mean either', () => {
    const both = { 'meeting-twin': TALKS, 'party-twin': EU };
    expect(resolveLabels(views, { meetingId: 'twin', partyIds: ['eu', 'twin'] })).toEqual({ eu: EU, ...both });
    expect(resolveLabels(views, { unheardOfId: 'twin' })).toEqual(both);
    expect(resolveLabels(views, { unheardOfId: 'twin' }, ['another'])).toEqual({});
  });
});

describe('the kind of thing that a field refers to', () => {
  it.each([
    ['negotiationId', 'negotiation'],
    ['exceptPartyIds', 'party'],
    ['saidFulfilledBy', 'party'],
    ['speakingForId', 'representative'],
    ['inReplyToId', 'statement'],
    ['replacesId', 'proposal'],
    ['commandId', undefined],
    ['partyIdentity', undefined],
  ])('is for %s: %s', (field, kind) => expect(kindIn(field)).toBe(kind));
});
