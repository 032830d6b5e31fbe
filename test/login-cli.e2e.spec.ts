import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf } from '../apps/cli/src/dossier/entry-keys.js';
import { dossierFile, newFolder, rapporteur } from './support/cli.js';
import { Issuer } from './support/issuer.js';
import { type Process, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const root = newFolder();
const talks = dossierFile(
  root,
  'dossier: talks\nentries:\n  - { key: talks, record: OpenNegotiation, title: Talks }\n',
);
let issuer: Issuer;
let service: Process;
beforeAll(async () => {
  issuer = await Issuer.start();
  service = await startProcess({ dataDir: join(root, 'data'), env: { ...issuer.settings, LOG_LEVEL: 'trace' } });
});
afterAll(async () => {
  await issuer.stop();
  remove(root);
});

const ROLES = ['recorder', 'reader', 'auditor', 'administrator'];
const load = (token: string) => rapporteur(['load', talks, '--url', service.url], { RAPPORTEUR_TOKEN: token });
const takeHome = (token: string, out: string) =>
  rapporteur(['export', '--audit', '--out', out, '--url', service.url], { RAPPORTEUR_TOKEN: token });

describe('rapporteur with a service that has a login', () => {
  it('loads and exports as the owner of RAPPORTEUR_TOKEN, and never prints the token', async () => {
    const token = await issuer.token({ subject: 'ana', roles: ROLES, clearance: 'tres-secret' });
    const out = join(root, 'audit.ndjson');
    const loaded = await load(token);
    const exported = await takeHome(token, out);
    expect([loaded.code, loaded.out]).toEqual([0, 'Recorded 1, already there 0, changed 0, refused 0.\n']);
    expect([exported.code, exported.err]).toEqual([0, '']);
    expect(readFileSync(out, 'utf8')).toContain(`"subject":"ana"`);
    for (const { out: told, err } of [loaded, exported]) expect(told + err).not.toContain(token);
  });
  it('says in one line what to do without a token', async () => {
    const out = join(root, 'none.ndjson');
    const said = `rapporteur: The service at ${service.url} requires a login. Set RAPPORTEUR_TOKEN to an access token of its issuer, then run this again.\n`;
    expect(await load('')).toEqual({ code: 1, out: '', err: said });
    expect(await takeHome('', out)).toEqual({ code: 1, out: '', err: said });
    expect(existsSync(out)).toBe(false);
  });
  it('loads what can be loaded without the trail, and says who can load the rest', async () => {
    const token = await issuer.token({ subject: 'ben', roles: ['recorder'], clearance: 'tres-secret' });
    const text = 'dossier: ben\nentries:\n  - { key: talks, record: OpenNegotiation, title: Talks }\n';
    const loadAs = (more: string) =>
      rapporteur(['load', dossierFile(root, text + more, 'ben.yaml'), '--url', service.url], {
        RAPPORTEUR_TOKEN: token,
      });
    expect((await loadAs('')).code).toBe(0);
    const { status } = await fetch(`${service.url}/v1/negotiations/${idOf({ dossier: 'ben' }, 'talks')}/suspend`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(status).toBe(201);
    const { code, out, err } = await loadAs(
      '  - { key: named, record: Correct-negotiation, of: talks, eventId: talks, changes: { title: Long talks }, reason: x }\n  - { key: eu, record: JoinParty, name: EU, kind: state, role: principal }\n',
    );
    expect([code, out]).toEqual([1, 'Recorded 1, already there 1, changed 0, refused 1.\n']);
    expect(err).toMatch(
      /"named" was refused \(403 .*\): Somebody has recorded on this negotiation since.*may read the trail/,
    );
  });
  it('reports an expired token, without the token', async () => {
    const claims = issuer.claims();
    const token = await issuer.sign({ ...claims, exp: claims.iat - 60 });
    const { code, out, err } = await load(token);
    expect([code, out, err.split('\n')]).toEqual([
      1,
      '',
      [expect.stringMatching(/rejects the token in RAPPORTEUR_TOKEN, which may have expired/), ''],
    ]);
    expect(err).not.toContain(token);
  });
  it('sends no token where others on the way could read it, and does not print it', async () => {
    const token = await issuer.token({ subject: 'ana' });
    for (const url of ['http://record.example.org', 'http://192.0.2.7:3000'])
      for (const words of [
        ['load', talks, '--url', url],
        ['export', '--audit', '--out', join(root, 'plain.ndjson'), '--url', url],
      ]) {
        const { code, err } = await rapporteur(words, { RAPPORTEUR_TOKEN: token });
        expect([code, err]).toEqual([2, expect.stringContaining(`RAPPORTEUR_TOKEN is not sent to ${url}`)]);
        expect(err).not.toContain(token);
      }
  });
  it('sends nothing that is not a token, and does not print it', async () => {
    const { code, err } = await load('secret words\nof mine');
    expect([code, err]).toEqual([2, expect.stringMatching(/^rapporteur: RAPPORTEUR_TOKEN is not an access token/)]);
    expect(err).not.toContain('secret words');
  });
  it('works as before with a service that has no login', async () => {
    const open = await startProcess({ dataDir: join(root, 'open') });
    const token = await issuer.token({ subject: 'ana' });
    const { code } = await rapporteur(['load', talks, '--url', open.url], { RAPPORTEUR_TOKEN: token });
    expect(code).toBe(0);
    await stop(open);
  });
  it('does not make the service log a token', async () => {
    const claims = issuer.claims();
    const forged = await issuer.sign({ ...claims, exp: claims.iat - 60 });
    const good = await issuer.token({ subject: 'ana' });
    for (const token of [forged, good])
      await fetch(`${service.url}/v1/negotiations`, { headers: { authorization: `Bearer ${token}` } });
    const { output, code } = await stop(service);
    expect(code).toBe(0);
    expect(output).toContain('/v1/negotiations');
    for (const token of [forged, good]) for (const part of token.split('.')) expect(output).not.toContain(part);
  });
});
