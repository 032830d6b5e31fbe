import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { readConfig } from './config.js';

const LOGIN = { OIDC_ISSUER: 'https://login.example.org/realms/eu', OIDC_AUDIENCE: 'record' };

describe('the login settings', () => {
  it('need an issuer and an audience', () => {
    expect(readConfig(LOGIN).login).toEqual({
      issuer: 'https://login.example.org/realms/eu',
      audience: 'record',
      tokenType: 'at+jwt',
      tokenMaxAge: 86_400,
      claims: { roles: 'roles', clearance: 'clearance', compartments: 'compartments', name: 'name' },
      roleNames: {
        recorder: ['recorder'],
        reader: ['reader'],
        auditor: ['auditor'],
        declassifier: ['declassifier'],
        administrator: ['administrator'],
      },
      fourEyes: true,
      page: { clientId: undefined, scopes: ['openid', 'profile'] },
    });
  });
  it('name the client of the page, and its scopes', () => {
    const env = { ...LOGIN, PAGE_CLIENT_ID: 'page', PAGE_SCOPES: 'openid  api://record/use' };
    expect(readConfig(env).login!.page).toEqual({ clientId: 'page', scopes: ['openid', 'api://record/use'] });
  });
  it('reject a client of the page without a login', () => {
    expect(() => readConfig({ PAGE_CLIENT_ID: 'page' })).toThrow('PAGE_CLIENT_ID needs a login');
  });
  it.each(['profile', 'openid "x"', 'openid é'])('reject the scopes %s', (PAGE_SCOPES) => {
    expect(() => readConfig({ ...LOGIN, PAGE_SCOPES })).toThrow('PAGE_SCOPES is "');
  });
  it.each([{ OIDC_ISSUER: LOGIN.OIDC_ISSUER }, { OIDC_AUDIENCE: 'record' }])('reject %j alone', (env) => {
    expect(() => readConfig(env)).toThrow('OIDC_ISSUER and OIDC_AUDIENCE go together');
  });
  it.each(['0', '59', '1000000000', '1e300', 'a day'])('reject a maximum age of %s', (OIDC_TOKEN_MAX_AGE_SECONDS) => {
    expect(() => readConfig({ ...LOGIN, OIDC_TOKEN_MAX_AGE_SECONDS })).toThrow('OIDC_TOKEN_MAX_AGE_SECONDS is "');
  });
  it('map the claim and role names of the issuer', () => {
    const env = {
      ...LOGIN,
      OIDC_TOKEN_TYPE: 'JWT',
      OIDC_ROLES_CLAIM: 'realm_access.roles',
      OIDC_ROLE_NAMES: 'recorder=clerk, reader=clerk, reader=guest=1',
      OIDC_NAME_CLAIM: 'preferred_username',
    };
    expect(readConfig(env).login).toMatchObject({
      tokenType: 'JWT',
      claims: { roles: 'realm_access.roles', name: 'preferred_username' },
      roleNames: {
        recorder: ['clerk'],
        reader: ['clerk', 'guest=1'],
        auditor: [],
        declassifier: [],
        administrator: [],
      },
    });
  });
  it.each(['clerk=recorder', 'recorder', 'recorder=', 'recorder=a,,'])(
    'reject the role names "%s"',
    (OIDC_ROLE_NAMES) => {
      expect(() => readConfig({ ...LOGIN, OIDC_ROLE_NAMES })).toThrow('OIDC_ROLE_NAMES has ');
    },
  );
  it('take two people with a login, unless that is off', () => {
    expect(readConfig({ ...LOGIN, FOUR_EYES: 'on' }).login?.fourEyes).toBe(true);
    expect(readConfig({ ...LOGIN, FOUR_EYES: 'off' }).login?.fourEyes).toBe(false);
    expect(() => readConfig({ ...LOGIN, FOUR_EYES: 'no' })).toThrow('FOUR_EYES is "no". Give on or off');
  });
  it('cannot take two people without a login', () => {
    expect(() => readConfig({ FOUR_EYES: 'on' })).toThrow('FOUR_EYES=on needs a login');
    for (const FOUR_EYES of ['', 'off']) expect(readConfig({ FOUR_EYES }).login).toBeUndefined();
  });
  it('accept an issuer on this machine without TLS', () => {
    for (const OIDC_ISSUER of ['http://127.0.0.1:4000', 'http://localhost:4000/eu', 'http://[::1]:4000'])
      expect(readConfig({ ...LOGIN, OIDC_ISSUER }).login?.issuer).toBe(OIDC_ISSUER);
  });
  it.each([
    'http://login.example.org',
    'http://127.0.0.1.example.org',
    'http://localhost@login.example.org',
    'https://user:secret@login.example.org',
    'https://login.example.org?realm=eu',
    'login.example.org',
    'file:///etc/passwd',
  ])('reject the issuer %s', (OIDC_ISSUER) => {
    expect(() => readConfig({ ...LOGIN, OIDC_ISSUER })).toThrow('OIDC_ISSUER is "');
  });
  it('allow the service to listen on any address', () => {
    for (const HOST of ['0.0.0.0', '::', '192.0.2.7', 'record.example.org'])
      expect(readConfig({ ...LOGIN, HOST }).host).toBe(HOST);
    expect(() => readConfig({ HOST: '0.0.0.0' })).toThrow('Without a login (OIDC_ISSUER)');
    expect(() => readConfig({ ...LOGIN, HOST: 'http://0.0.0.0' })).toThrow('HOST is "http://0.0.0.0"');
  });
});

describe('the marking levels', () => {
  it('can have any names, in any script', () => {
    expect(readConfig({ MARKING_LEVELS: 'öffentlich, VS-NfD ,très secret' }).ladder).toEqual([
      'öffentlich',
      'VS-NfD',
      'très secret',
    ]);
  });
  it.each([
    [',', 'MARKING_LEVELS is ",". Give the names of the levels, lowest first, separated by commas.'],
    ['a,b,a', 'MARKING_LEVELS names a level twice. Name each once.'],
  ])('have one problem if they are "%s"', (MARKING_LEVELS, problem) => {
    expect(() => readConfig({ MARKING_LEVELS })).toThrow(new ConfigError([problem]));
  });
  it('bound what the page keeps on a device: by default, the lowest', () => {
    expect(readConfig({ MARKING_LEVELS: 'open,closed' }).offlineClearance).toBe('open');
    expect(() => readConfig({ OFFLINE_CLEARANCE: 'cosmic' })).toThrow(
      'OFFLINE_CLEARANCE is "cosmic". Give one of MARKING_LEVELS: public, restreint, confidentiel, secret, tres-secret; or leave it unset.',
    );
  });
  it.each(['a,,b', 'a,b,a', 'a,\u202eb', `a,${'b'.repeat(41)}`])('cannot be "%s"', (MARKING_LEVELS) => {
    expect(() => readConfig({ MARKING_LEVELS })).toThrow('MARKING_LEVELS ');
  });
});
