import { describe, expect, it } from '@jest/globals';
import { checkDossiers } from './check-dossier.js';
import { api } from './testing/openapi.js';
import type { Instant } from '#domain/ids.js';
import { readDossier } from './read-dossier.js';

const OPENING = `dossier: talks
entries:
  - { key: talks, record: OpenNegotiation, title: Talks }
  - { key: eu, record: JoinParty, name: European Union }
  - { key: brussels, record: ProposeMeeting, title: In Brussels, partyIds: [eu] }
`;
const SECOND = `  - { key: more, record: OpenNegotiation, title: More talks }
  - { key: cn, record: JoinParty, in: more, name: China }
`;
const check = (...texts: string[]) =>
  checkDossiers(
    texts.map((text, i) => readDossier(`${i + 1}.yaml`, text)),
    api,
  );
/** The problems of one more entry, as "line:column message". */
const wrong = (entry: string) =>
  check(OPENING + entry).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('a dossier that is well', () => {
  it('is taken with all its entries, each in the first negotiation unless it says otherwise', () => {
    const { entries, problems } = check(OPENING);
    expect(problems).toEqual([]);
    expect(entries.map(({ key, in: owner }) => [key, owner])).toEqual([
      ['talks', undefined],
      ['eu', 'talks'],
      ['brussels', 'talks'],
    ]);
    expect(entries[2]!.references).toEqual([
      { path: ['partyIds', 0], key: 'eu', target: { to: 'thing', kind: 'party' } },
    ]);
  });
  it('goes on in a second file of the same name', () => {
    const second = `dossier: talks\nentries:\n  - { key: held, record: HoldMeeting, of: brussels }\n`;
    expect(check(OPENING, second).problems).toEqual([]);
    expect(check(second).problems[0]!.message).toContain('If another file has it, load that file before this one');
  });
  it('may correct what it told, in the fields of the fact', () => {
    expect(
      wrong(
        `  - { key: right, record: Correct-meeting, of: brussels, eventId: brussels, changes: { planned: { on: null }, partyIds: [eu] }, reason: A slip. }`,
      ),
    ).toEqual([]);
  });
  it('may correct any account of the same position', () => {
    const take = (key: string) => `  - { key: ${key}, record: TakePosition, partyId: eu, text: X }\n`;
    const correct = `  - { key: c, record: Correct-position, of: a, eventId: b, changes: { text: Y }, reason: A slip. }`;
    expect(wrong(take('a') + take('b') + correct)).toEqual([]);
  });
  it('may tell of several negotiations, each with what is its own', () => {
    expect(
      wrong(
        SECOND +
          `  - { key: geneva, record: ProposeMeeting, in: more, title: X, partyIds: [cn] }\n  - { key: a, record: HoldMeeting, of: geneva, partyIds: [cn], reportOf: geneva }`,
      ),
    ).toEqual([]);
  });
  it('may take fields from an anchor', () => {
    expect(
      wrong(`  - &one { key: a, record: HoldMeeting, of: brussels, summary: Talks }\n  - { <<: *one, key: b }`),
    ).toEqual([]);
  });
});

describe('a dossier that is not', () => {
  it.each([
    [
      'a field that is not there',
      `  - { key: a, record: ProposeMeeting, tilte: X, title: Y }`,
      '6:39 ProposeMeeting has no field "tilte". Did you mean "title"?',
    ],
    [
      'a field of a field',
      `  - { key: a, record: ProposeMeeting, title: Y, planned: { onn: 2025 } }`,
      '6:60 "planned" has no field "onn". Did you mean "on"?',
    ],
    [
      'a command that is not there',
      `  - { key: a, record: HoldMeting, of: brussels }`,
      '6:23 There is no command "HoldMeting". Did you mean "HoldMeeting"? The schema lists them all.',
    ],
    ['no command', `  - { key: a }`, '6:5 An entry needs a "record": the command, like MakeStatement or HoldMeeting.'],
    ['a field that is missing', `  - { key: a, record: ProposeMeeting }`, '6:5 ProposeMeeting needs "title".'],
    [
      'a key that is taken',
      `  - { key: eu, record: JoinParty, name: Again }`,
      '6:12 The key "eu" is already used by the entry at 1.yaml:4. Choose another.',
    ],
    [
      'a key that is a number',
      `  - { key: 7, record: JoinParty, name: Again }`,
      '6:12 A key is a text of 1 to 64 characters a-z, 0-9 and -. Put a number in quotes.',
    ],
    [
      'a key that nobody has',
      `  - { key: a, record: HoldMeeting, of: brusels }`,
      '6:40 No entry before this one has the key "brusels". Did you mean "brussels"? If another file has it, load that file before this one, in the same command.',
    ],
    [
      'a key that comes later',
      `  - { key: a, record: HoldMeeting, of: b }\n  - { key: b, record: ProposeMeeting, title: B }`,
      '6:40 "b" comes later. Move its entry before this one.',
    ],
    [
      'a key that is its own',
      `  - { key: a, record: MakeCommitment, byIds: [a] }`,
      '6:47 "a" is this entry itself. Use the key of an earlier entry.',
    ],
    [
      'a thing of another negotiation, where the entry does not say of which it is',
      `${SECOND}  - { key: a, record: ProposeMeeting, title: X, partyIds: [eu, cn] }`,
      '8:64 "cn" is in the negotiation "more", but this entry is in the first one, "talks". Add "in: more", or use a key from "talks".',
    ],
    [
      'a thing of another negotiation, where the entry says of which it is',
      `${SECOND}  - { key: a, record: ProposeMeeting, in: more, title: X, partyIds: [eu] }`,
      '8:70 "eu" is in the negotiation "talks", but this entry is in "more". Use a key from "more".',
    ],
    [
      'a thing of another negotiation than what the entry is about',
      `${SECOND}  - { key: a, record: HoldMeeting, of: brussels, partyIds: [cn] }`,
      '8:61 "cn" is in the negotiation "more", but this entry is in "talks". Use a key from "talks".',
    ],
    [
      'an account of what another negotiation tells',
      `${SECOND}  - { key: a, record: HoldMeeting, of: brussels, reportOf: cn }`,
      '8:60 "cn" is in the negotiation "more", but this entry is in "talks". Use a key from "talks".',
    ],
    [
      'a correction of what another thing tells',
      `  - { key: geneva, record: ProposeMeeting, title: X }\n  - { key: held, record: HoldMeeting, of: geneva }\n  - { key: a, record: Correct-meeting, of: brussels, eventId: held, changes: { summary: X }, reason: R }`,
      '8:63 "held" is about another meeting than "brussels". Use the key of an entry about "brussels", or "of: geneva".',
    ],
    [
      'a thing of another kind',
      `  - { key: a, record: HoldMeeting, of: eu }`,
      '6:40 "eu" is a party (JoinParty). A meeting is needed here.',
    ],
    [
      'a thing of another kind in a list',
      `  - { key: a, record: HoldMeeting, of: brussels, partyIds: [brussels] }`,
      '6:61 "brussels" is a meeting (ProposeMeeting). A party is needed here.',
    ],
    [
      'a thing of another kind, whatever the field is called',
      `  - { key: a, record: ExtendInvitation, of: brussels, inviteeId: eu }`,
      '6:66 "eu" is a party (JoinParty). A representative is needed here.',
    ],
    [
      'a thing of another kind in a list, whatever the field is called',
      `  - { key: a, record: MakeCommitment, byIds: [eu, brussels] }`,
      '6:51 "brussels" is a meeting (ProposeMeeting). A party is needed here.',
    ],
    [
      'a thing of another kind than is said beside it',
      `  - { key: a, record: TakePosition, partyId: eu, text: X, evidence: [{ kind: meeting, id: eu }] }`,
      '6:91 "eu" is a party (JoinParty). A meeting is needed here.',
    ],
    [
      'a fact in the place of a thing',
      `  - { key: a, record: HoldMeeting, of: brussels }\n  - { key: b, record: HoldMeeting, of: a }`,
      '7:40 "a" (HoldMeeting) records what happened to a meeting. Use the key of the entry that opened it.',
    ],
    [
      'a word that is none of the choices',
      `  - { key: a, record: JoinParty, name: X, role: principle }`,
      '6:49 "role" must be one of principal, mediator. Did you mean "principal"?',
    ],
    [
      'a number where a text is due',
      `  - { key: a, record: JoinParty, name: 36 }`,
      '6:40 "name" must be a text. Put it in quotes to keep it as written.',
    ],
    [
      'nothing where something is due',
      `  - { key: a, record: JoinParty, name: }`,
      '6:40 "name" is empty. Set a value, or leave it out.',
    ],
    [
      'a date that is none',
      `  - { key: a, record: JoinParty, name: X, occurredOn: 2025-W43 }`,
      '6:55 "occurredOn" is not a date: "2025-W43" is an ISO week. Write its first and last day: 2025-10-20/2025-10-26.',
    ],
    [
      'a day without hyphens, which quotes would not make a date',
      `  - { key: a, record: JoinParty, name: X, occurredOn: 20250407 }`,
      '6:55 "occurredOn" is not a date: "20250407" has no hyphens. Write year, month and day: 2025-10-27.',
    ],
    [
      'a year that is a number',
      `  - { key: a, record: JoinParty, name: X, occurredOn: 2025 }`,
      '6:55 "occurredOn" must be a text. Put it in quotes to keep it as written.',
    ],
    [
      'a date that is none, whatever the field is called',
      `  - { key: a, record: NameRepresentative, name: X, knownSince: early October }`,
      '6:64 "knownSince" is not a date: "early October" is not an EDTF date. Write 2025-10-27, 2025-10, 2025-10-0X (early October), 2025-10-20/2025-10-26 or 2025-04/.. (since April).',
    ],
    [
      'a slip within a correction',
      `  - { key: a, record: Correct-meeting, of: brussels, eventId: brussels, changes: { titel: X }, reason: R }`,
      '6:84 ProposeMeeting has no field "titel". Did you mean "title"?',
    ],
    [
      'an entry that is a text',
      `  - HoldMeeting`,
      '6:5 An entry is a map with "key", "record" and the fields of the fact.',
    ],
  ])('names the place and the remedy of %s', (_, entry, problem) => {
    expect(wrong(entry)).toEqual([problem]);
  });
  it('names a slip under an anchor once, however often that is used', () => {
    const uses = ['b', 'c', 'd'].map((key) => `  - { key: ${key}, record: JoinParty, name: X, <<: *one }\n`).join('');
    expect(wrong(`  - &one { key: a, record: JoinParty, name: X, rolle: mediator }\n${uses}  - { key: e }`)).toEqual([
      '6:48 JoinParty has no field "rolle". Did you mean "role"?',
      '10:5 An entry needs a "record": the command, like MakeStatement or HoldMeeting.',
    ]);
  });
  it('suggests what was meant for the first of many, since each takes a look at all keys', () => {
    const told = wrong(
      Array.from({ length: 120 }, (_, i) => `  - { key: a${i}, record: HoldMeeting, of: brusels }\n`).join(''),
    );
    expect([told.length, told.filter((message) => message.includes('Did you mean "brussels"')).length]).toEqual([
      120, 100,
    ]);
  });
  it('names all that is wrong at once', () => {
    expect(wrong(`  - { key: a, record: JoinParty, nam: X }\n  - { key: b, record: HoldMeeting }`)).toEqual([
      '6:5 JoinParty needs "name".',
      '6:34 JoinParty has no field "nam". Did you mean "name"?',
      '7:5 HoldMeeting needs "of" (The entry that opened the meeting).',
    ]);
  });
  it.each([
    ['is no YAML', 'dossier: [', 1],
    ['is a list', '- a', 1],
    ['has fields of its own', 'dossier: a\nentrys: []\nentries: []', 2],
    ['has no name', 'entries: []', 1],
    ['has entries that are no list', 'dossier: a\nentries: 3', 2],
    ['has no negotiation', 'dossier: a\nentries:\n  - { key: eu, record: JoinParty, name: EU }', 3],
  ])('is refused where it %s', (_, text, line) => {
    expect(check(text).problems[0]).toMatchObject({ file: '1.yaml', line });
  });
});

describe('a date, by the clock of the service', () => {
  const now = '2025-11-01T23:30:00.000Z' as Instant;
  const ahead = (fields: string) =>
    checkDossiers([readDossier('1.yaml', `${OPENING}  - { key: a, ${fields} }`)], api, { now }).problems.map(
      ({ line, column, message }) => `${line}:${column} ${message}`,
    );
  it.each([
    ['tomorrow, as it is already on the other side of the world', 'occurredOn: 2025-11-02'],
    ['a month that has begun', 'occurredOn: 2025-11'],
    ['an open start', 'occurredOn: ../2026-01-01'],
  ])('may be %s', (_, fields) => {
    expect(ahead(`record: HoldMeeting, of: brussels, ${fields}`)).toEqual([]);
    expect(
      ahead(`record: Correct-meeting, of: brussels, eventId: brussels, reason: R, changes: { ${fields} }`),
    ).toEqual([]);
  });
  it.each([
    ['the day after', '2025-11-03'],
    ['a month to come', '2025-12'],
    ['an interval to come', '2025-11-20/..'],
  ])('cannot be %s for what has happened, in a correction neither', (_, day) => {
    const told = `"occurredOn" is ${day}, but the current day of the service is 2025-11-01. Correct the date. For future dates use planned, due, from or entersIntoForce.`;
    expect(ahead(`record: HoldMeeting, of: brussels, occurredOn: ${day}`)).toEqual([`6:62 ${told}`]);
    expect(
      ahead(`record: Correct-meeting, of: brussels, eventId: brussels, reason: R, changes: { occurredOn: ${day} }`),
    ).toEqual([`6:107 ${told}`]);
  });
  it('is not looked at where the clock is not known', () => {
    expect(wrong(`  - { key: a, record: HoldMeeting, of: brussels, occurredOn: 2999-01-01 }`)).toEqual([]);
  });
});
