import { describe, expect, it } from '@jest/globals';
import { readConfig } from '#config/config.js';
import { EU_LADDER } from '#domain/marking.js';
import { callerIn } from './claims.js';

const ISSUER = 'https://login.example.org';
const of = (claims: object, settings: Record<string, string> = {}) =>
  callerIn(
    { iss: ISSUER, sub: 'ana', exp: 1_761_556_200, ...claims },
    readConfig({ OIDC_ISSUER: ISSUER, OIDC_AUDIENCE: 'record', ...settings }).login!,
    EU_LADDER,
  );

describe('the caller of a token', () => {
  it('has the identity, roles and clearance of the claims', () => {
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
      expires: Date.parse('2025-10-27T09:10:00Z'),
    });
  });
  it('ends when the token ends', () => expect(of({ exp: 1_800_000_000 }).expires).toBe(1_800_000_000_000));
  it('has no role, the lowest level and no compartment without claims', () => {
    expect(of({})).toEqual({
      recorder: { issuer: ISSUER, subject: 'ana', name: 'ana' },
      roles: [],
      clearance: { level: 'public', compartments: [] },
      everywhere: false,
      expires: Date.parse('2025-10-27T09:10:00Z'),
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
  ])('gains nothing from %j', (claims) => {
    expect(of(claims)).toEqual(of({}));
  });
  it('reads space-separated strings, like scopes', () => {
    expect(of({ roles: 'openid auditor reader' }).roles).toEqual(['reader', 'auditor']);
  });
  it('uses the role names of the issuer', () => {
    const settings = { OIDC_ROLE_NAMES: 'recorder=desk-officer,reader=desk-officer,reader=guest' };
    expect(of({ roles: ['desk-officer'] }, settings).roles).toEqual(['recorder', 'reader']);
    expect(of({ roles: ['guest'] }, settings).roles).toEqual(['reader']);
    expect(of({ roles: ['recorder', 'administrator'] }, settings).roles).toEqual([]);
  });
  it('reads claims by a path, or by a name that contains dots', () => {
    const path = { OIDC_ROLES_CLAIM: 'realm_access.roles' };
    expect(of({ realm_access: { roles: ['reader'] } }, path).roles).toEqual(['reader']);
    expect(of({ realm_access: null }, path).roles).toEqual([]);
    const named = { OIDC_CLEARANCE_CLAIM: 'https://example.org/clearance' };
    expect(of({ 'https://example.org/clearance': 'secret' }, named).clearance?.level).toBe('secret');
    expect(of({}, { OIDC_NAME_CLAIM: 'constructor.name' }).recorder.name).toBe('ana');
  });
  it.each(['', ' ', 'a\nb', 'a\u202eb', 'a\u0000', '\ud800', 'n'.repeat(201), 7])('ignores the name %j', (name) => {
    expect(of({ name }).recorder.name).toBe('ana');
  });
});
