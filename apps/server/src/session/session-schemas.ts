import { ROLES } from '#domain/role.js';
import {
  described,
  either,
  idsOf,
  instant,
  is,
  list,
  named,
  object,
  oneOf,
  orNull,
  type Static,
  text,
} from '#read-models/routes/schema.js';
import { ACTIONS } from '../access/route-policy.js';

export const Me = named(
  'Me',
  object({
    issuer: text,
    subject: text,
    name: described('The name that is shown in the trail', text),
    roles: list(oneOf('Role', ROLES)),
    may: described(
      'What these roles allow. read: every list, page and past moment. read-trail: every event as it was recorded. audit: differences, proofs, audit files. record: facts, corrections, markings. approve-marking: approve that a marking is lowered. read-grants, give-grants: who has access. read-metrics: figures for operators',
      list(oneOf('Action', ACTIONS)),
    ),
    clearance: described(
      'What may be seen: everything up to a level, in these compartments; or all',
      either(
        is('all'),
        named(
          'Clearance',
          object({
            level: described('One of the levels in /v1/config', text),
            compartments: list(text),
          }),
        ),
      ),
    ),
    negotiations: described(
      'The negotiations that may be read: those that the caller opened or was given access to; or all',
      either(is('all'), idsOf('negotiation')),
    ),
    'tokenExpiresAt?': described('When the token ends. Absent without a login', instant),
  }),
);
export type Me = Static<typeof Me>;

export const PublicConfig = named(
  'PublicConfig',
  object({
    login: described(
      'How a page gets an access token for its user (OpenID Connect, authorization code with PKCE). null: there is no login',
      orNull(
        object({
          issuer: described('Its discovery document is at /.well-known/openid-configuration below it', text),
          'clientId?': described('Absent if nobody can log in on the page: PAGE_CLIENT_ID is not set', text),
          scopes: list(text),
          audience: described('The resource that tokens are for (RFC 8707)', text),
        }),
      ),
    ),
    markingLevels: described('The levels of markings and clearances, lowest first', list(text)),
    offlineClearance: described(
      'The highest level of what a page may keep on a device, without compartments: OFFLINE_CLEARANCE',
      text,
    ),
    languages: described('The languages of the sentences in answers (BCP 47)', list(text)),
    version: described('The version of the service', text),
  }),
);
export type PublicConfig = Static<typeof PublicConfig>;
