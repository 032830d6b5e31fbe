/** A login, with the issuer of the tests: who administrates, who records, and who reads with a clearance. */
import { Issuer } from '../../dist/test/support/issuer.js';
import { atTheEnd } from './children.mjs';
import { JSON_TYPE, start } from './service.mjs';

const LIFETIME_S = 20 * 3_600;
const EVERYTHING = { clearance: 'tres-secret', compartments: ['trade'], lifetime: LIFETIME_S };
/** The clearance of the reader opens what has no marking, and RESTRICTED; HIDDEN is above it. */
export const RESTRICTED = { level: 'restreint' };
export const HIDDEN = { level: 'secret' };
const PEOPLE = {
  chief: { ...EVERYTHING, subject: 'chief', roles: ['administrator'] },
  recorder: { ...EVERYTHING, subject: 'recorder', roles: ['recorder'] },
  reader: { subject: 'reader', roles: ['reader', 'auditor'], clearance: RESTRICTED.level, lifetime: LIFETIME_S },
};

let made;
/**
 * One issuer for the whole run. `settings`: those of a service that accepts it; `headers`: by person, those of a request;
 * `admit(main, dataDir, negotiationId)`: gives the recorder and the reader access to a negotiation;
 * `logIn(url)`: the reader is who logs in on the page of this service, and at which host
 */
export const login = () => (made ??= makeLogin());

const makeLogin = async () => {
  const issuer = await Issuer.start();
  atTheEnd(() => issuer.stop());
  const headersOf = async (person) => ({ authorization: `Bearer ${await issuer.token(person)}` });
  const headers = {};
  for (const [name, person] of Object.entries(PEOPLE)) headers[name] = await headersOf(person);
  return {
    // One caller asks more than any may. It is counted all the same.
    settings: { ...issuer.settings, ADMINISTRATOR: PEOPLE.chief.subject, RATE_LIMIT_PER_MINUTE: '9999999' },
    headers,
    logIn: (url) => {
      issuer.logIn(url, PEOPLE.reader);
      return new URL(issuer.url).host;
    },
    /** The reader, with a clearance of their own. */
    readerWith: (clearance) => headersOf({ ...PEOPLE.reader, ...clearance }),
    admit: async (main, dataDir, negotiationId) => {
      const service = await start(main, dataDir);
      for (const { subject } of [PEOPLE.recorder, PEOPLE.reader]) {
        const body = JSON.stringify({ issuer: issuer.url, subject });
        const address = `${service.url}/v1/negotiations/${negotiationId}/grants`;
        const answer = await fetch(address, { method: 'POST', headers: JSON_TYPE, body });
        if (answer.status !== 201) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
      }
      await service.stop();
    },
  };
};
