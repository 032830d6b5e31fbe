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

describe('the labels of an answer', () => {
  it('include every id in it, at any depth, and whether it was voided', () => {
    const answer = { items: [{ partyId: 'eu' }, { movedBy: [{ kind: 'statement', id: 'said' }] }] };
    expect(resolveLabels(views, answer)).toEqual({ eu: EU, said: YES });
  });
  it('exclude unrecorded things, other texts and events', () => {
    expect(resolveLabels(views, { partyId: 'x', name: 'eu', id: 'eu', eventId: 'eu', kind: 'state' })).toEqual({});
  });
  it.each<[string, object, object]>([
    ['the party in a field of a party', { partyId: 'twin' }, EU],
    ['the party in a list of parties', { affectedPartyIds: ['twin'] }, EU],
    ['the party in a consent', { approvedBy: ['twin'] }, EU],
    ['the party in a field named after a role', { byIds: ['twin'], actorId: 'twin' }, EU],
    ['the meeting in a field of a meeting', { preparesForId: 'twin' }, TALKS],
    ['the meeting next to its kind', { about: { kind: 'meeting', id: 'twin' } }, TALKS],
    ['the meeting on a line of the timeline', { kind: 'meeting', thingId: 'twin' }, TALKS],
  ])('contain, of two things with one id, %s', (_, answer, label) => {
    expect(resolveLabels(views, answer)).toEqual({ twin: label });
  });
  it('are empty if only a thing of another kind has that id', () => {
    expect(resolveLabels(views, { speakerId: 'twin', issueIds: ['eu'] })).toEqual({});
  });
  it('use kind and id if an answer mentions both, and exclude an ambiguous id', () => {
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
    ['consentOf', 'party'],
    ['awaitedFromIds', 'party'],
    ['speakingForId', 'representative'],
    ['inReplyToId', 'statement'],
    ['replacesId', 'proposal'],
    ['commandId', undefined],
    ['partyIdentity', undefined],
  ])('for %s is %s', (field, kind) => expect(kindIn(field)).toBe(kind));
});
