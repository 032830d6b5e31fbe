import { EU_LADDER, type Ladder } from '#domain/marking.js';
import { type Role, ROLES } from '#domain/role.js';
import { type Must, numbersFrom, type Setting } from './setting.js';

/** Which tokens are accepted (OpenID Connect), and what is read from them. */
export type LoginConfig = Readonly<{
  issuer: string;
  audience: string;
  /** The `typ` header of an access token. */
  tokenType: string;
  /** The longest lifetime of a token, in seconds. */
  tokenMaxAge: number;
  claims: Readonly<{ roles: string; clearance: string; compartments: string; name: string }>;
  /** The names of each role at the issuer. */
  roleNames: Readonly<Record<Role, readonly string[]>>;
  /** The subject that is always an administrator. */
  administrator: string | undefined;
  /** Lowering a marking, and granting access, take two people. */
  fourEyes: boolean;
  /** With what a page in a browser gets tokens for its user. Without a client id, none can. */
  page: Readonly<{ clientId: string | undefined; scopes: readonly string[] }>;
}>;

export const LOGIN_SETTINGS = [
  {
    name: 'OIDC_ISSUER',
    fallback: '',
    help: 'URL of the OpenID Connect issuer, as https://…; unset: no login',
  },
  { name: 'OIDC_AUDIENCE', fallback: '', help: 'audience that tokens must name; required with OIDC_ISSUER' },
  { name: 'OIDC_TOKEN_TYPE', fallback: 'at+jwt', help: 'typ header of access tokens (RFC 9068); some issuers use JWT' },
  {
    name: 'OIDC_TOKEN_MAX_AGE_SECONDS',
    fallback: '86400',
    help: 'longest lifetime of a token in seconds, from iat to exp; others are refused',
  },
  {
    name: 'OIDC_ROLES_CLAIM',
    fallback: 'roles',
    help: 'claim that holds the roles, or a path to it, such as realm_access.roles',
  },
  {
    name: 'OIDC_ROLE_NAMES',
    fallback: '',
    help: `names of the roles at the issuer: role=name, separated by commas; unset: ${ROLES.join(', ')}`,
  },
  {
    name: 'OIDC_CLEARANCE_CLAIM',
    fallback: 'clearance',
    help: 'claim that holds the highest level the caller may see',
  },
  {
    name: 'OIDC_COMPARTMENTS_CLAIM',
    fallback: 'compartments',
    help: 'claim that holds the compartments of the caller',
  },
  { name: 'OIDC_NAME_CLAIM', fallback: 'name', help: 'claim that holds the name shown in the trail' },
  {
    name: 'ADMINISTRATOR',
    fallback: '',
    help: 'subject (sub) at OIDC_ISSUER that is always an administrator: the first one, who grants access to others',
  },
  {
    name: 'PAGE_CLIENT_ID',
    fallback: '',
    help: 'client id of the page at OIDC_ISSUER: a public client (authorization code with PKCE); unset: nobody can log in on the page',
  },
  {
    name: 'PAGE_SCOPES',
    fallback: 'openid profile',
    help: 'scopes that the page asks OIDC_ISSUER for, separated by spaces',
  },
  {
    name: 'FOUR_EYES',
    fallback: '',
    help: 'on: lowering a marking takes two people, and nobody grants access to themselves; off: one person is enough; unset: on with a login, off without one',
  },
  {
    name: 'MARKING_LEVELS',
    fallback: EU_LADDER.join(','),
    help: 'levels of confidentiality, lowest first, separated by commas',
  },
  {
    name: 'OFFLINE_CLEARANCE',
    fallback: '',
    help: 'highest level that the page keeps on a device, for recording without a connection; unset: the lowest of MARKING_LEVELS',
  },
] as const satisfies readonly Setting[];
type Name = (typeof LOGIN_SETTINGS)[number]['name'];

type Text = (name: Name) => string;

/** Undefined without a login. */
export const readLogin = (text: Text, must: Must): LoginConfig | undefined => {
  const [issuer, audience] = [text('OIDC_ISSUER'), text('OIDC_AUDIENCE')];
  must(
    (issuer === '') === (audience === ''),
    'OIDC_ISSUER and OIDC_AUDIENCE go together. Set both for a login, or neither.',
  );
  must(
    issuer === '' || (isPrivate(issuer) && !/[?#]/.test(issuer)),
    `OIDC_ISSUER is "${issuer}". Give the issuer as its tokens name it, with https. http is allowed for loopback addresses only.`,
  );
  const tokenMaxAge = numbersFrom(text, must).number('OIDC_TOKEN_MAX_AGE_SECONDS', 'seconds', 60, 999_999_999);
  const claims = {
    roles: text('OIDC_ROLES_CLAIM'),
    clearance: text('OIDC_CLEARANCE_CLAIM'),
    compartments: text('OIDC_COMPARTMENTS_CLAIM'),
    name: text('OIDC_NAME_CLAIM'),
  };
  const roleNames = roleNamesIn(text('OIDC_ROLE_NAMES'), must);
  const administrator = text('ADMINISTRATOR') || undefined;
  must(
    administrator === undefined || issuer !== '',
    'ADMINISTRATOR needs a login. Set OIDC_ISSUER and OIDC_AUDIENCE too, or leave it unset.',
  );
  const clientId = text('PAGE_CLIENT_ID') || undefined;
  must(
    clientId === undefined || issuer !== '',
    'PAGE_CLIENT_ID needs a login. Set OIDC_ISSUER and OIDC_AUDIENCE too, or leave it unset.',
  );
  const scopes = text('PAGE_SCOPES').split(/\s+/);
  must(
    scopes.includes('openid') && scopes.every((scope) => SCOPE.test(scope)),
    `PAGE_SCOPES is "${text('PAGE_SCOPES')}". Give scopes separated by spaces, openid among them.`,
  );
  const fourEyes = text('FOUR_EYES');
  must(['', 'on', 'off'].includes(fourEyes), `FOUR_EYES is "${fourEyes}". Give on or off, or leave it unset.`);
  must(
    fourEyes !== 'on' || issuer !== '',
    'FOUR_EYES=on needs a login, since everybody is one person without one. Set OIDC_ISSUER and OIDC_AUDIENCE too, or leave it unset.',
  );
  if (issuer === '') return undefined;
  return {
    issuer,
    audience,
    tokenType: text('OIDC_TOKEN_TYPE'),
    tokenMaxAge,
    claims,
    roleNames,
    administrator,
    fourEyes: fourEyes !== 'off',
    page: { clientId, scopes },
  };
};
/** RFC 6749, appendix A.4. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const roleNamesIn = (pairs: string, must: Must): LoginConfig['roleNames'] => {
  if (pairs === '') return Object.fromEntries(ROLES.map((role) => [role, [role]])) as unknown as Names;
  const names = Object.fromEntries(ROLES.map((role) => [role, [] as string[]])) as unknown as Record<Role, string[]>;
  for (const pair of pairs.split(',')) {
    const [, role = '', name = ''] = /^([^=]*)=(.*)$/.exec(pair.trim()) ?? [];
    const isRole = ROLES.includes(role as Role) && name.trim() !== '';
    must(isRole, `OIDC_ROLE_NAMES has "${pair.trim()}". Give role=name, where role is one of ${ROLES.join(', ')}.`);
    if (isRole) names[role as Role].push(name.trim());
  }
  return names;
};
type Names = LoginConfig['roleNames'];

export const readLadder = (text: Text, must: Must): Ladder => {
  const levels = text('MARKING_LEVELS')
    .split(',')
    .map((level) => level.trim());
  const areNames = levels.every((level) => /^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]{0,38}[\p{L}\p{N}])?$/u.test(level));
  must(
    areNames,
    `MARKING_LEVELS is "${levels.join(',')}". Give the names of the levels, lowest first, separated by commas.`,
  );
  must(!areNames || new Set(levels).size === levels.length, 'MARKING_LEVELS names a level twice. Name each once.');
  return levels as unknown as Ladder;
};

/** The highest level that a page keeps on a device. */
export const readOfflineClearance = (text: Text, must: Must, ladder: Ladder): string => {
  const level = text('OFFLINE_CLEARANCE') || ladder[0];
  must(
    ladder.includes(level),
    `OFFLINE_CLEARANCE is "${level}". Give one of MARKING_LEVELS: ${ladder.join(', ')}; or leave it unset.`,
  );
  return level;
};

/** Whether nobody in between can read or change the traffic: TLS, or it stays on this machine. */
export const isPrivate = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[(.*)\]$/, '$1')));
};

export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);
