import type { JWTPayload } from 'jose';
import type { LoginConfig } from '#config/login.js';
import type { Ladder } from '#domain/marking.js';
import { ROLES } from '#domain/role.js';
import type { Caller } from './caller.js';

/** The claims of a verified token. */
export type Claims = JWTPayload & Readonly<{ iss: string; sub: string; exp: number }>;

/**
 * The caller that a token names. A missing, unknown or malformed claim gives the least: no role, the lowest level, no
 * compartment. So a mistake in the settings or at the issuer shows too little, never too much.
 */
export const callerIn = (
  claims: Claims,
  { claims: names, roleNames, administrator }: Pick<LoginConfig, 'claims' | 'roleNames' | 'administrator'>,
  ladder: Ladder,
): Caller => {
  const { iss: issuer, sub: subject, exp } = claims;
  const name = claimIn(claims, names.name);
  const roles = textsIn(claims, names.roles);
  const level = claimIn(claims, names.clearance);
  return {
    recorder: { issuer, subject, name: isName(name) ? name : subject },
    roles: ROLES.filter(
      (role) =>
        roleNames[role].some((theirs) => roles.includes(theirs)) ||
        (role === 'administrator' && subject === administrator),
    ),
    clearance: {
      level: ladder.find((rung) => rung === level) ?? ladder[0],
      // Sorted and unique, so that equal clearances have equal representations.
      compartments: [...new Set(textsIn(claims, names.compartments))].sort(),
    },
    everywhere: false,
    expires: exp * 1000,
  };
};

/** A claim by its name, which may contain dots (`https://example.org/roles`), or by a path (`realm_access.roles`). */
const claimIn = (claims: object, name: string): unknown =>
  Object.hasOwn(claims, name) ? ownOf(claims, name) : name.split('.').reduce<unknown>(ownOf, claims);

const ownOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** An array of strings, or one space-separated string, as in `scope`. */
const textsIn = (claims: object, name: string): readonly string[] => {
  const value = claimIn(claims, name);
  const texts: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(' ') : [];
  return texts.filter((text): text is string => typeof text === 'string' && text !== '');
};

const isName = (name: unknown): name is string => typeof name === 'string' && name.trim() !== '' && isPlain(name);

/** At most 200 characters, all visible, since it is stored for ever and printed in trails. */
export const isPlain = (text: string): boolean => text.length <= 200 && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
