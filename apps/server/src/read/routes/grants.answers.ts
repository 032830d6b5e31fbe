import { GRANT_STATUSES } from '#read-models/models/grants.js';
import { type Fields, instant, named, object, oneOf, said, text } from '../../openapi/schema.js';

export const grantAnswers = (): Fields => ({
  Recorder: said('Somebody, as the login knows them', object({ issuer: text, subject: text, name: text })),
  Grant: object({
    issuer: said('Who issues the tokens of that person', text),
    subject: said('By what it knows them', text),
    'name?': text,
    status: said('`opened`: they opened the negotiation, and have it without a grant', oneOf(GRANT_STATUSES)),
    since: said('When that was recorded', instant),
    recordedBy: said('Who opened, gave or revoked it', named('Recorder')),
    'reason?': text,
  }),
});
