import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dossierFile, MAIN, newFolder, printed, rapporteur } from './support/cli.js';
import { listen, reservePort } from './support/ports.js';
import { type Process, readyAt, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const TALKS = `dossier: talks
entries:
  - { key: talks, record: OpenNegotiation, title: Talks }
  - { key: eu, record: JoinParty, name: European Union, kind: regional-organisation, role: principal, code: EU }
  - { key: brussels, record: ProposeMeeting, title: In Brussels, level: technical, mode: in-person, partyIds: [eu] }
  - { key: held, record: HoldMeeting, of: brussels, occurredOn: 2025-10-30, learnedAt: 2025-10-31T09:00:00+01:00, summary: Talks, sources: [{ title: Readout, publishedOn: 2025-10-30, publisher: Council }] }
`;
const root = newFolder();
const dataDir = `${root}/data`;
const talks = dossierFile(root, TALKS, 'talks.yaml');
let service: Process;
beforeAll(async () => {
  service = await startProcess({ dataDir });
});
afterAll(async () => {
  await stop(service);
  for (const folder of [dataDir, root]) remove(folder);
});

describe('rapporteur load', () => {
  const load = (...words: string[]) => rapporteur(['load', ...words, '--url', service.url]);

  it('checks without recording', async () => {
    expect(await load(talks, '--check')).toEqual({
      code: 0,
      out: '4 entries in 1 file: no problems. Nothing was recorded.\n',
      err: '',
    });
    const { items } = (await (await fetch(`${service.url}/v1/negotiations`)).json()) as { items: object[] };
    expect(items).toEqual([]);
  });

  it('checks by the rules by which it records: what the check finds is what is refused', async () => {
    const about = 'partyId: rules-eu, issueId: rules-licences, scope: public';
    const said = 'kind: press-statement, text: No, verbatim: true';
    const rules = dossierFile(
      root,
      `dossier: rules
entries:
  - { key: rules-talks, record: OpenNegotiation, title: Talks by rules }
  - { key: rules-eu, record: JoinParty, name: European Union, kind: regional-organisation, role: principal }
  - { key: rules-licences, record: RaiseIssue, title: Licences }
  - { key: nobody-said-it, record: MakeStatement, ${said} }
  - { key: nobody-withdrew-it, record: WithdrawStatement, of: nobody-said-it }
  - { key: on-background, record: MakeStatement, ${said}, attribution: background }
  - { key: taken, record: TakePosition, ${about}, text: No controls., kind: demand, occurredOn: 2013-05 }
  - { key: taken-earlier, record: TakePosition, ${about}, text: Fewer controls., kind: demand, occurredOn: 2011-05 }
  - { key: taken-twice, record: TakePosition, ${about}, text: No controls., kind: demand, occurredOn: 2013-05 }
  - { key: call, record: ProposeMeeting, title: Call, level: technical, mode: video-call }
  - { key: off, record: CancelMeeting, of: call, occurredOn: 2025-10-02 }
  - { key: off-again, record: CancelMeeting, of: call, occurredOn: 2025-10-03 }
  - { key: on, record: RescheduleMeeting, of: call, planned: { on: 2025-11-01 }, occurredOn: 2025-10-04 }
  - { key: off-later, record: CancelMeeting, of: call, occurredOn: 2025-10-05 }
  - { key: moved, record: Correct-meeting, of: call, eventId: off-later, changes: { occurredOn: 2025-10-03 }, reason: A slip. }
  - { key: not-rescheduled, record: Void-meeting, of: call, eventId: on, reason: A slip. }
  - { key: not-off-later, record: Void-meeting, of: call, eventId: off-later, reason: A slip. }
  - { key: not-rescheduled-after-all, record: Void-meeting, of: call, eventId: on, reason: A slip. }
  - { key: held-elsewhen, record: HoldMeeting, of: call, start: 2025-11-02T09:00, occurredOn: 2025-11-01 }
  - { key: held, record: HoldMeeting, of: call, start: 2025-11-01T09:00, summary: Talks }
  - { key: same-again, record: Correct-meeting, of: call, eventId: held, changes: { summary: Talks }, reason: A slip. }
  - { key: held-earlier, record: Correct-meeting, of: call, eventId: held, changes: { occurredOn: 2025-10-31 }, reason: A slip. }
  - { key: learned-too-early, record: Correct-meeting, of: call, eventId: held, changes: { learnedAt: "2025-10-30T09:00:00Z" }, reason: A slip. }
  - { key: learned-later, record: Correct-meeting, of: call, eventId: held, changes: { learnedAt: "2025-11-02T09:00:00Z" }, reason: A slip. }
  - { key: without-title, record: Correct-meeting, of: call, eventId: call, changes: { title: null }, reason: A slip. }
  - { key: about-itself, record: Correct-meeting, of: call, eventId: held, changes: { reportOf: held }, reason: A slip. }
  - { key: no-single-day, record: Correct-meeting, of: call, eventId: off, changes: { occurredTime: { time: "09:00" } }, reason: A slip. }
  - { key: longer, record: Correct-meeting, of: call, eventId: held, changes: { summary: Long talks, start: 2025-11-01T08:00 }, reason: A slip. }
  - { key: rules-cn, record: JoinParty, name: China, kind: state, role: principal }
  - { key: of-another, record: Correct-position, of: taken, eventId: taken, changes: { partyId: rules-cn }, reason: A slip. }
  - { key: in-other-words, record: Correct-position, of: taken, eventId: taken, changes: { text: None. }, reason: A slip. }
`,
      'rules.yaml',
    );
    const checked = await load(rules, '--check');
    expect(checked.code).toBe(1);
    const lines = [...checked.err.matchAll(/rules\.yaml:(\d+):5 /g)].map(([, line]) => Number(line));

    const loaded = printed(await load(rules, '--json')) as { entries: { key: string; what: string; line: number }[] };
    const refused = loaded.entries.filter(({ what }) => what === 'refused');
    expect(refused.map(({ key }) => key)).toEqual([
      'nobody-said-it',
      'taken-twice',
      'off-again',
      'moved',
      'not-rescheduled',
      'held-elsewhen',
      'same-again',
      'held-earlier',
      'learned-too-early',
      'without-title',
      'about-itself',
      'no-single-day',
      'of-another',
    ]);
    expect(lines).toEqual(refused.map(({ line }) => line));
  });

  it('records, and records nothing twice', async () => {
    expect((await load(talks)).out).toBe('Recorded 4, already there 0, changed 0, refused 0.\n');
    const again = await load(talks, '--json');
    expect([again.code, again.err]).toEqual([0, '']);
    expect(printed(again)).toMatchObject({ summary: { recorded: 0, 'already-there': 4, changed: 0, refused: 0 } });
  });

  it('prints the correction for what the file now says differently, and the request works as printed', async () => {
    const changed = dossierFile(root, TALKS.replace('summary: Talks', 'summary: Long talks'), 'changed.yaml');
    const { code, out, err } = await load(changed);
    expect([code, out]).toEqual([1, 'Recorded 0, already there 3, changed 1, refused 0.\n']);
    expect(err).toMatch(/changed\.yaml:6:5 {2}"held" differs from what was recorded/);
    expect(err).toContain('What changed: {"summary":"Long talks"}');

    const [, path] = /curl -X POST (\S+)/.exec(err)!;
    const [, etag] = /If-Match: ("\d+")/.exec(err)!;
    const [, body] = /-d '(.*)'/.exec(err)!;
    const headers = { 'content-type': 'application/json', 'if-match': etag! };
    expect((await fetch(path!, { method: 'POST', headers, body: body! })).status).toBe(201);
    expect(await load(changed)).toMatchObject({ code: 0, out: 'Recorded 0, already there 4, changed 0, refused 0.\n' });
  });

  it('does not correct the subject of a fact: it says where to find the old record, to void it', async () => {
    const moved = TALKS.replace('of: brussels', 'of: geneva').replace(
      '  - { key: held',
      '  - { key: geneva, record: ProposeMeeting, title: In Geneva, level: technical, mode: in-person }\n  - { key: held',
    );
    const { code, err } = await load(dossierFile(root, moved, 'moved.yaml'));
    expect(code).toBe(1);
    expect(err).toMatch(/moved\.yaml:7:5 {2}"held" was recorded before as a fact about another thing/);
    expect(err).toContain('give the entry a new key and void the old record.');
    const [, trail] = /curl '(\S+)'/.exec(err)!;
    const { items } = (await (await fetch(trail!)).json()) as { items: { event: { type: string } }[] };
    expect(items.map(({ event }) => event.type)).toEqual(['MeetingHeld']);
  });

  it('does not replace one fact with another: it says how to void the old one', async () => {
    const off = TALKS.replace(/record: HoldMeeting.*/, 'record: CancelMeeting, of: brussels }');
    const { code, out, err } = await load(dossierFile(root, off, 'off.yaml'));
    expect([code, out]).toEqual([1, 'Recorded 0, already there 3, changed 1, refused 0.\n']);
    expect(err).toMatch(/"held" was recorded as MeetingHeld .*Give the entry a new key, and void the old record/);
    expect(err).toMatch(/curl -X POST \S+\/v1\/meetings\/\S+\/void/);
  });

  it('marks things, and says how to change a marking that differs from the file', async () => {
    const text = `dossier: marked
entries:
  - { key: talks, record: OpenNegotiation, title: Delicate talks }
  - { key: geneva, record: ProposeMeeting, title: In Geneva, marking: { level: secret, compartments: [trade] } }
  - { key: raised, record: Mark-meeting, of: geneva, marking: { level: tres-secret, compartments: [trade] }, reason: A leak }
`;
    const file = dossierFile(root, text, 'marked.yaml');
    expect(await load(file)).toMatchObject({ code: 0, out: expect.stringContaining('Recorded 3') });
    expect(await load(file)).toMatchObject({ code: 0, out: expect.stringContaining('already there 3') });
    const otherwise = text.replace('level: secret', 'level: restreint').replace('level: tres-secret', 'level: secret');
    const { code, out, err } = await load(dossierFile(root, otherwise, 'otherwise.yaml'));
    expect([code, out]).toEqual([1, 'Recorded 0, already there 1, changed 2, refused 0.\n']);
    expect(err).toMatch(/"geneva" has another marking than the record/);
    expect(err).toMatch(/curl -X POST \S+\/v1\/meetings\/\S+\/mark/);
    expect(err).toMatch(/"raised" marked a thing differently .*Give the entry a new key to mark the thing again/);
    const correcting = `${text}  - { key: wrong, record: Correct-meeting, of: geneva, eventId: geneva, changes: { marking: { level: secret } }, reason: x }\n`;
    const wrong = await load(dossierFile(root, correcting, 'wrong.yaml'));
    expect([wrong.code, wrong.out, wrong.err]).toEqual([1, '', expect.stringContaining('no field "marking"')]);
  });

  it('continues after a refused entry, and skips entries that depend on it', async () => {
    const text = `${TALKS.replace('dossier: talks', 'dossier: other')}  - { key: again, record: HoldMeeting, of: brussels }
  - { key: wrong, record: ProposeMeeting, title: In Geneva, level: technical, mode: in-person, planned: { zone: Europe/Zurich } }
  - { key: lost, record: CancelMeeting, of: wrong }
  - { key: late, record: RaiseIssue, title: Tariffs }
`;
    const { code, out, err } = await load(dossierFile(root, text, 'refused.yaml'));
    expect([code, out]).toEqual([1, 'Recorded 5, already there 0, changed 0, refused 2, left out 1.\n']);
    expect(err).toMatch(
      /refused\.yaml:7:5 {2}"again" was refused \(422 meeting-held-already-recorded\): This is already recorded/,
    );
    expect(err).toMatch(
      /refused\.yaml:8:5 {2}"wrong" was refused \(400 fields-invalid\): \n {4}\/planned\/zone: zone has no meaning on its own/,
    );
    expect(err).toMatch(/refused\.yaml:9:5 {2}"lost" was left out: it needs "wrong", which is not on record\./);
  });

  it('names refused entries by their keys, and reports many similar refusals once', async () => {
    const many = Array.from(
      { length: 20 },
      (_, i) =>
        `  - { key: open-${i}, record: MakeCommitment, byIds: [eu], text: We shall, marking: { level: public } }\n`,
    );
    const needs = Array.from(
      { length: 5 },
      (_, i) => `  - { key: kept-${i}, record: ReportFulfilment, of: open-0, partyId: eu }\n`,
    );
    const talksAlike = TALKS.replace('dossier: talks', 'dossier: alike').replace(
      'code: EU }',
      'marking: { level: secret } }',
    );
    const { code, out, err } = await load(dossierFile(root, [talksAlike, ...many, ...needs].join(''), 'alike.yaml'));
    expect([code, out]).toEqual([1, 'Recorded 4, already there 0, changed 0, refused 20, left out 5.\n']);
    const refused = err.split('\n').filter((line) => line.includes('was refused'));
    expect(refused.map((line) => /"(\S+)"/.exec(line)![1])).toEqual(['open-0', 'open-1', 'open-2']);
    expect(err).toContain('/byIds/0: The party "eu" is marked secret.');
    expect(err).toMatch(/\n17 more were refused like "open-0", the last one "open-19" \(\S+alike\.yaml:26:5\)\./);
    expect(err).toMatch(/\n2 more were left out like "kept-0", the last one "kept-4" \(\S+alike\.yaml:31:5\)\./);
  });

  const manyIssues = (dossier: string, count: number) => {
    const many = Array.from({ length: count }, (_, i) => `  - { key: i-${i}, record: RaiseIssue, title: No. ${i} }\n`);
    return dossierFile(root, TALKS.replace('dossier: talks', `dossier: ${dossier}`) + many.join(''), `${dossier}.yaml`);
  };
  /** Loads through a proxy, which calls back for each POST. */
  const loadThrough = async (file: string, onPost: (path: string, loading: ChildProcess) => void) => {
    const between = createServer(async (request, response) => {
      const { method, url, headers } = request;
      if (method === 'POST') onPost(url!, loading);
      const asked = { method: method!, headers: headers as Record<string, string> };
      const body = await textOf(request);
      const answer = await fetch(`${service.url}${url!}`, method === 'POST' ? { ...asked, body } : asked);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
    const loading = spawn(process.execPath, [MAIN, 'load', file, '--url', `http://127.0.0.1:${await listen(between)}`]);
    const [out, err, [code]] = await Promise.all([
      textOf(loading.stdout),
      textOf(loading.stderr),
      once(loading, 'close'),
    ]);
    between.closeAllConnections();
    between.close();
    return { out, err, code: code as unknown };
  };

  it('records many entries with each request, in their order', async () => {
    const file = manyIssues('many', 700);
    const posts: string[] = [];
    const loaded = await loadThrough(file, (path) => posts.push(path));
    expect(loaded).toEqual({ code: 0, err: '', out: 'Recorded 704, already there 0, changed 0, refused 0.\n' });
    expect(posts).toEqual(['/v1/batches', '/v1/batches']);
    await readyAt(service.url);
    type Page = { items: { event: { data: { title?: string } } }[]; next?: string };
    const titles: (string | undefined)[] = [];
    for (let after = ''; ;) {
      const { items, next } = (await (await fetch(`${service.url}/v1/audit/trail?limit=200${after}`)).json()) as Page;
      titles.push(...items.map(({ event }) => event.data.title));
      if (next === undefined) break;
      after = `&after=${next}`;
    }
    // Checkpoints may stand between them.
    const issues = titles.filter((title) => title?.startsWith('No. '));
    expect(issues).toEqual(Array.from({ length: 700 }, (_, n) => `No. ${n}`));
  });

  it('stops at Ctrl-C after the request that is under way, says how far it came, and continues from there', async () => {
    const file = manyIssues('stopped', 1_200);
    let posts = 0;
    const { out, err, code } = await loadThrough(file, (_, loading) => {
      if (++posts === 1) loading.kill('SIGINT');
    });
    const [, recorded] = /^Recorded (\d+), already there 0, changed 0, refused 0\.\n$/.exec(out)!;
    expect([code, err]).toEqual([
      1,
      `rapporteur: Stopped after ${recorded} of 1204 entries. Run the same command again to continue: nothing is recorded twice.\n`,
    ]);
    expect(Number(recorded)).toBeLessThan(1204);
    const rest = `Recorded ${1204 - Number(recorded)}, already there ${recorded}, changed 0, refused 0.\n`;
    expect(await load(file)).toEqual({ code: 0, out: rest, err: '' });
  });

  it('reports every error in a file with its place, and records nothing', async () => {
    const text = `${TALKS.replace('dossier: talks', 'dossier: slips')}  - { key: a, record: HoldMeting, of: brussels }
  - { key: b, record: ProposeMeeting, tilte: X, level: technicl, mode: in-person }
  - { key: c, record: HoldMeeting, of: eu, occurredOn: 2025-W43 }
`;
    const slips = dossierFile(root, text, 'slips.yaml');
    const [{ code, out, err }, asJson] = await Promise.all([load(slips), load(slips, '--json')]);
    expect([code, out]).toEqual([1, '']);
    expect(err.replaceAll(`${root}/`, ''))
      .toBe(`slips.yaml:7:23  There is no command "HoldMeting". Did you mean "HoldMeeting"? The schema lists them all.
slips.yaml:8:5  ProposeMeeting needs "title".
slips.yaml:8:39  ProposeMeeting has no field "tilte". Did you mean "title"?
slips.yaml:8:56  "level" must be one of summit, ministerial, high-level-technical, technical, preparatory. Did you mean "technical"?
slips.yaml:9:56  "occurredOn" is not a date: "2025-W43" is an ISO week. Write its first and last day: 2025-10-20/2025-10-26.
slips.yaml:9:40  "eu" is a party (JoinParty). A meeting is needed here.

6 problems. Nothing was recorded.
`);
    expect((printed(asJson)['problems'] as object[])[0]).toMatchObject({ line: 7, column: 23 });
  });

  it('finds dates, hours and references that cannot be, before anything is recorded', async () => {
    const time = 'occurredTime: { time: "09:00", zone: Asia/Shanghai }';
    const impossible = dossierFile(
      root,
      `dossier: impossible
entries:
  - { key: impossible, record: OpenNegotiation, title: Talks, sources: [{ title: T, publishedOn: 2999-12 }] }
  - { key: geneva, record: ProposeMeeting, title: In Geneva, occurredOn: 2025-10-30, ${time} }
  - { key: early, record: CancelMeeting, of: geneva, occurredOn: 2025-10-30, learnedAt: "2025-10-01T09:00:00Z" }
  - { key: whenever, record: CancelMeeting, of: geneva, ${time} }
  - { key: itself, record: Correct-meeting, of: geneva, eventId: geneva, changes: { preparesForId: geneva }, reason: A slip. }
`,
      'impossible.yaml',
    );
    const { code, err } = await load(impossible, '--check');
    const found = [...err.matchAll(/impossible\.yaml:(\d+):\d+ {2}(.*?[.:])/g)].map(
      ([, line, said]) => `${line} ${said}`,
    );
    expect([code, found]).toEqual([
      1,
      [
        expect.stringMatching(/^3 publishedOn is 2999-12, but the current day of the service is /),
        '5 learnedAt is 2025-10-01T09:',
        '6 occurredTime needs its day.',
        '7 "geneva" is the meeting itself.',
      ],
    ]);
  });

  it('refuses facts in the future, by the clock of the service, and records nothing', async () => {
    const text = TALKS.replace('dossier: talks', 'dossier: ahead').replace(
      'occurredOn: 2025-10-30',
      'occurredOn: 2999-10-30',
    );
    const ahead = dossierFile(root, text, 'ahead.yaml');
    const { code, out, err } = await load(ahead, '--check');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /ahead\.yaml:6:\d+ {2}occurredOn is 2999-10-30, but the current day of the service is \d{4}-\d\d-\d\d\./,
    );
  });

  it('reports the place of invalid YAML', async () => {
    const { code, err } = await load(dossierFile(root, 'dossier: a\nentries:\n  - { key: a', 'broken.yaml'));
    expect(code).toBe(1);
    expect(err).toMatch(/broken\.yaml:3:\d+ {2}This is not valid YAML: /);
  });

  it('refuses a file that is not UTF-8, because its letters would be lost', async () => {
    const text = TALKS.replace('dossier: talks', 'dossier: geneva').replace('title: Talks', 'title: Genève');
    for (const [encoding, told] of [
      ['latin1', /^\S+latin1\.yaml:3:54 {2}This is not UTF-8 \(the byte E8\): save it as UTF-8\.\n\n1 problem\./],
      ['utf16le', /^\S+utf16le\.yaml:1:1 {2}This is UTF-16, not UTF-8: save it as UTF-8\.\n\n1 problem\./],
    ] as const) {
      const file = dossierFile(root, Buffer.from(text, encoding), `${encoding}.yaml`);
      for (const words of [[file, '--check'], [file]])
        expect(await load(...words)).toEqual({ code: 1, out: '', err: expect.stringMatching(told) });
    }
    const marked = dossierFile(root, `\uFEFF${text}`, 'marked-utf8.yaml');
    expect(await load(marked, '--check')).toMatchObject({ code: 0, err: '' });
  });

  it('says what to do if the file, the address or the service does not exist', async () => {
    const { port, release } = await reservePort();
    const [noFile, aFolder, noAddress, noService] = await Promise.all([
      load('nowhere.yaml'),
      load(root),
      rapporteur(['load', talks, '--url', 'localhost:3000']),
      rapporteur(['load', talks, '--url', `http://127.0.0.1:${port}`]),
    ]);
    release();
    expect(noFile).toEqual({ code: 2, out: '', err: 'rapporteur: There is no file nowhere.yaml.\n' });
    expect(aFolder).toEqual({ code: 2, out: '', err: `rapporteur: ${root} is a folder: name a file.\n` });
    expect(noAddress.code).toBe(2);
    expect(noService.code).toBe(1);
    expect(noService.err).toContain('Start one with "rapporteur serve", or set another address with --url.');
  });
});
