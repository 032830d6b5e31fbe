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

describe('a valid dossier', () => {
  it('has all its entries, by default in the first negotiation', () => {
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
  it('can continue in a second file of the same name', () => {
    const second = `dossier: talks\nentries:\n  - { key: held, record: HoldMeeting, of: brussels }\n`;
    expect(check(OPENING, second).problems).toEqual([]);
    expect(check(second).problems[0]!.message).toContain('If another file has it, load that file before this one');
  });
  it('can correct the fields of an earlier fact', () => {
    expect(
      wrong(
        `  - { key: right, record: Correct-meeting, of: brussels, eventId: brussels, changes: { planned: { on: null }, partyIds: [eu] }, reason: A slip. }`,
      ),
    ).toEqual([]);
  });
  it('can correct any account of the same position', () => {
    const take = (key: string) => `  - { key: ${key}, record: TakePosition, partyId: eu, text: X }\n`;
    const correct = `  - { key: c, record: Correct-position, of: a, eventId: b, changes: { text: Y }, reason: A slip. }`;
    expect(wrong(take('a') + take('b') + correct)).toEqual([]);
  });
  it('can contain several negotiations with their own things', () => {
    expect(
      wrong(
        SECOND +
          `  - { key: geneva, record: ProposeMeeting, in: more, title: X, partyIds: [cn] }\n  - { key: a, record: HoldMeeting, of: geneva, partyIds: [cn], reportOf: geneva }`,
      ),
    ).toEqual([]);
  });
  it('can merge fields from an anchor', () => {
    expect(
      wrong(`  - &one { key: a, record: HoldMeeting, of: brussels, summary: Talks }\n  - { <<: *one, key: b }`),
    ).toEqual([]);
  });
});

describe('an invalid dossier', () => {
  it.each([
    [
      'an unknown field',
      `  - { key: a, record: ProposeMeeting, tilte: X, title: Y }`,
      '6:39 ProposeMeeting has no field "tilte". Did you mean "title"?',
    ],
    [
      'an unknown nested field',
      `  - { key: a, record: ProposeMeeting, title: Y, planned: { onn: 2025 } }`,
      '6:60 "planned" has no field "onn". Did you mean "on"?',
    ],
    [
      'an unknown command',
      `  - { key: a, record: HoldMeting, of: brussels }`,
      '6:23 There is no command "HoldMeting". Did you mean "HoldMeeting"? The schema lists them all.',
    ],
    [
      'a missing command',
      `  - { key: a }`,
      '6:5 An entry needs a "record": the command, like MakeStatement or HoldMeeting.',
    ],
    ['a missing field', `  - { key: a, record: ProposeMeeting }`, '6:5 ProposeMeeting needs "title".'],
    [
      'a key that is used already',
      `  - { key: eu, record: JoinParty, name: Again }`,
      '6:12 The key "eu" is already used by the entry at 1.yaml:4. Choose another.',
    ],
    [
      'a key that is a number',
      `  - { key: 7, record: JoinParty, name: Again }`,
      '6:12 A key is a text of 1 to 64 characters a-z, 0-9 and -. Put a number in quotes.',
    ],
    [
      'an unknown key',
      `  - { key: a, record: HoldMeeting, of: brusels }`,
      '6:40 No entry before this one has the key "brusels". Did you mean "brussels"? If another file has it, load that file before this one, in the same command.',
    ],
    [
      'a key that comes later',
      `  - { key: a, record: HoldMeeting, of: b }\n  - { key: b, record: ProposeMeeting, title: B }`,
      '6:40 "b" comes later. Move its entry before this one.',
    ],
    [
      'the key of the entry itself',
      `  - { key: a, record: MakeCommitment, byIds: [a] }`,
      '6:47 "a" is this entry itself. Use the key of an earlier entry.',
    ],
    [
      'a thing of another negotiation, without "in"',
      `${SECOND}  - { key: a, record: ProposeMeeting, title: X, partyIds: [eu, cn] }`,
      '8:64 "cn" is in the negotiation "more", but this entry is in the first one, "talks". Add "in: more", or use a key from "talks".',
    ],
    [
      'a thing of another negotiation, with "in"',
      `${SECOND}  - { key: a, record: ProposeMeeting, in: more, title: X, partyIds: [eu] }`,
      '8:70 "eu" is in the negotiation "talks", but this entry is in "more". Use a key from "more".',
    ],
    [
      'a thing of another negotiation than the thing of the entry',
      `${SECOND}  - { key: a, record: HoldMeeting, of: brussels, partyIds: [cn] }`,
      '8:61 "cn" is in the negotiation "more", but this entry is in "talks". Use a key from "talks".',
    ],
    [
      'an account of an event in another negotiation',
      `${SECOND}  - { key: a, record: HoldMeeting, of: brussels, reportOf: cn }`,
      '8:60 "cn" is in the negotiation "more", but this entry is in "talks". Use a key from "talks".',
    ],
    [
      'a correction of an event of another thing',
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
      'a thing of another kind in a field with any name',
      `  - { key: a, record: ExtendInvitation, of: brussels, inviteeId: eu }`,
      '6:66 "eu" is a party (JoinParty). A representative is needed here.',
    ],
    [
      'a thing of another kind in a list with any name',
      `  - { key: a, record: MakeCommitment, byIds: [eu, brussels] }`,
      '6:51 "brussels" is a meeting (ProposeMeeting). A party is needed here.',
    ],
    [
      'a thing of another kind than the field next to it says',
      `  - { key: a, record: TakePosition, partyId: eu, text: X, evidence: [{ kind: meeting, id: eu }] }`,
      '6:91 "eu" is a party (JoinParty). A meeting is needed here.',
    ],
    [
      'a fact instead of a thing',
      `  - { key: a, record: HoldMeeting, of: brussels }\n  - { key: b, record: HoldMeeting, of: a }`,
      '7:40 "a" (HoldMeeting) records what happened to a meeting. Use the key of the entry that opened it.',
    ],
    [
      'a value that is not one of the choices',
      `  - { key: a, record: JoinParty, name: X, role: principle }`,
      '6:49 "role" must be one of principal, mediator. Did you mean "principal"?',
    ],
    [
      'a number instead of a text',
      `  - { key: a, record: JoinParty, name: 36 }`,
      '6:40 "name" must be a text. Put it in quotes to keep it as written.',
    ],
    [
      'an empty value',
      `  - { key: a, record: JoinParty, name: }`,
      '6:40 "name" is empty. Set a value, or leave it out.',
    ],
    [
      'an invalid date',
      `  - { key: a, record: JoinParty, name: X, occurredOn: 2025-W43 }`,
      '6:55 "occurredOn" is not a date: "2025-W43" is an ISO week. Write its first and last day: 2025-10-20/2025-10-26.',
    ],
    [
      'a date without hyphens, which quotes do not fix',
      `  - { key: a, record: JoinParty, name: X, occurredOn: 20250407 }`,
      '6:55 "occurredOn" is not a date: "20250407" has no hyphens. Write year, month and day: 2025-10-27.',
    ],
    [
      'a year without quotes',
      `  - { key: a, record: JoinParty, name: X, occurredOn: 2025 }`,
      '6:55 "occurredOn" must be a text. Put it in quotes to keep it as written.',
    ],
    [
      'an invalid date in a field with any name',
      `  - { key: a, record: NameRepresentative, name: X, knownSince: early October }`,
      '6:64 "knownSince" is not a date: "early October" is not an EDTF date. Write 2025-10-27, 2025-10, 2025-10-0X (early October), 2025-10-20/2025-10-26 or 2025-04/.. (since April).',
    ],
    [
      'an unknown field in a correction',
      `  - { key: a, record: Correct-meeting, of: brussels, eventId: brussels, changes: { titel: X }, reason: R }`,
      '6:84 ProposeMeeting has no field "titel". Did you mean "title"?',
    ],
    [
      'an entry that is a text',
      `  - HoldMeeting`,
      '6:5 An entry is a map with "key", "record" and the fields of the fact.',
    ],
  ])('reports %s, with position and solution', (_, entry, problem) => {
    expect(wrong(entry)).toEqual([problem]);
  });
  it('reports a problem under an anchor once, however often it is used', () => {
    const uses = ['b', 'c', 'd'].map((key) => `  - { key: ${key}, record: JoinParty, name: X, <<: *one }\n`).join('');
    expect(wrong(`  - &one { key: a, record: JoinParty, name: X, rolle: mediator }\n${uses}  - { key: e }`)).toEqual([
      '6:48 JoinParty has no field "rolle". Did you mean "role"?',
      '10:5 An entry needs a "record": the command, like MakeStatement or HoldMeeting.',
    ]);
  });
  it('makes suggestions only for the first of many problems, because each compares with all keys', () => {
    const reported = wrong(
      Array.from({ length: 120 }, (_, i) => `  - { key: a${i}, record: HoldMeeting, of: brusels }\n`).join(''),
    );
    expect([reported.length, reported.filter((message) => message.includes('Did you mean "brussels"')).length]).toEqual(
      [120, 100],
    );
  });
  it('reports all problems at once', () => {
    expect(wrong(`  - { key: a, record: JoinParty, nam: X }\n  - { key: b, record: HoldMeeting }`)).toEqual([
      '6:5 JoinParty needs "name".',
      '6:34 JoinParty has no field "nam". Did you mean "name"?',
      '7:5 HoldMeeting needs "of" (The entry that opened the meeting).',
    ]);
  });
  it.each([
    ['is not YAML', 'dossier: [', 1],
    ['is a list', '- a', 1],
    ['has unknown fields', 'dossier: a\nentrys: []\nentries: []', 2],
    ['has no name', 'entries: []', 1],
    ['has entries that are not a list', 'dossier: a\nentries: 3', 2],
    ['has no negotiation', 'dossier: a\nentries:\n  - { key: eu, record: JoinParty, name: EU }', 3],
  ])('is refused if it %s', (_, text, line) => {
    expect(check(text).problems[0]).toMatchObject({ file: '1.yaml', line });
  });
});

describe('a date, checked with the clock of the service', () => {
  const now = '2025-11-01T23:30:00.000Z' as Instant;
  const ahead = (fields: string) =>
    checkDossiers([readDossier('1.yaml', `${OPENING}  - { key: a, ${fields} }`)], api, { now }).problems.map(
      ({ line, column, message }) => `${line}:${column} ${message}`,
    );
  it.each([
    ['tomorrow, as in other time zones', 'occurredOn: 2025-11-02'],
    ['a month that has begun', 'occurredOn: 2025-11'],
    ['an interval with an open start', 'occurredOn: ../2026-01-01'],
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
  ])('cannot be %s for a past fact, even in a correction', (_, day) => {
    const message = `occurredOn is ${day}, but the current day of the service is 2025-11-01. Correct the date. For future dates use planned, due, from or entersIntoForce.`;
    expect(ahead(`record: HoldMeeting, of: brussels, occurredOn: ${day}`)).toEqual([`6:62 ${message}`]);
    expect(
      ahead(`record: Correct-meeting, of: brussels, eventId: brussels, reason: R, changes: { occurredOn: ${day} }`),
    ).toEqual([`6:107 ${message}`]);
  });
  it('is not checked without the clock', () => {
    expect(wrong(`  - { key: a, record: HoldMeeting, of: brussels, occurredOn: 2999-01-01 }`)).toEqual([]);
  });
});
