import { describe, expect, it } from '@jest/globals';
import { readConfig } from '#config/config.js';
import { EU_LADDER } from '#domain/marking.js';
import { callerIn } from './claims.js';

const ISSUER = 'https://login.example.org';
const of = (claims: object, settings: Record<string, string> = {}) =>
  callerIn(
    { iss: ISSUER, sub: 'ana', ...claims },
    readConfig({ OIDC_ISSUER: ISSUER, OIDC_AUDIENCE: 'record', ...settings }).login!,
    EU_LADDER,
  );

describe('who a token says asks', () => {
  it('is who the issuer says, in what roles, and how far cleared', () => {
    const claims = {
      name: 'Ana Müller',
      roles: ['reader', 'recorder'],
      clearance: 'secret',
      compartments: ['quad', 'earth', 'quad'],
    };
    expect(of(claims)).toEqual({
      recorder: { issuer: ISSUER, subject: 'ana', name: 'Ana Müller' },
      roles: ['recorder', 'reader'],
      clearance: { level: 'secret', compartments: ['earth', 'quad'] },
      everywhere: false,
    });
  });
  it('has no role, the lowest level and no compartment where the token says nothing', () => {
    expect(of({})).toEqual({
      recorder: { issuer: ISSUER, subject: 'ana', name: 'ana' },
      roles: [],
      clearance: { level: 'public', compartments: [] },
      everywhere: false,
    });
  });
  it.each([
    { roles: ['Recorder', 'root', 'constructor', '__proto__', 7, null, ['recorder']] },
    { roles: { recorder: true } },
    { roles: 'recorders' },
    { clearance: 'SECRET' },
    { clearance: 'cosmic' },
    { clearance: 4 },
    { clearance: ['secret'] },
    { compartments: { quad: true } },
    { compartments: [7, ''] },
    { everywhere: true },
  ])('has no more by %j', (claims) => {
    expect(of(claims)).toEqual(of({}));
  });
  it('may be told in one text, as scopes are', () => {
    expect(of({ roles: 'openid auditor reader' }).roles).toEqual(['reader', 'auditor']);
  });
  it('is called by the names of the issuer', () => {
    const settings = { OIDC_ROLE_NAMES: 'recorder=desk-officer,reader=desk-officer,reader=guest' };
    expect(of({ roles: ['desk-officer'] }, settings).roles).toEqual(['recorder', 'reader']);
    expect(of({ roles: ['guest'] }, settings).roles).toEqual(['reader']);
    expect(of({ roles: ['recorder', 'administrator'] }, settings).roles).toEqual([]);
  });
  it('is found where the issuer puts it: under a path, or a name with dots in it', () => {
    const path = { OIDC_ROLES_CLAIM: 'realm_access.roles' };
    expect(of({ realm_access: { roles: ['reader'] } }, path).roles).toEqual(['reader']);
    expect(of({ realm_access: null }, path).roles).toEqual([]);
    const named = { OIDC_CLEARANCE_CLAIM: 'https://example.org/clearance' };
    expect(of({ 'https://example.org/clearance': 'secret' }, named).clearance?.level).toBe('secret');
    expect(of({}, { OIDC_NAME_CLAIM: 'constructor.name' }).recorder.name).toBe('ana');
  });
  it.each(['', ' ', 'a\nb', 'a\u202eb', 'a\u0000', '\ud800', 'n'.repeat(201), 7])('has no name of %j', (name) => {
    expect(of({ name }).recorder.name).toBe('ana');
  });
});
