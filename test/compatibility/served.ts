import type { JWTPayload } from 'jose';
import { clocksMoved, moveClocks } from '../support/clocks.js';
import { EMBEDDED } from '../support/engine.js';
import type { Issuer } from '../support/issuer.js';
import { type Process, readyAt, startProcess, stop } from '../support/process.js';

const REDIRECTED = new URL('./redirected.js', import.meta.url).href;

/** The issuer as the record names it. Nothing listens there: `serve` redirects the service to the issuer of the test. */
export const ISSUER = 'http://127.0.0.2';

/** The last moment of the record. Answers about now depend on the day, so they are asked for at this one. */
export const END = '2026-02-13T18:00:00Z';
/** Answers about the past must not depend on the day, so they are asked for at a much later one. */
export const LATER = '2027-03-01T12:00:00Z';

export type Person = 'chief' | 'ana' | 'ben';
const EVERY_ROLE = ['recorder', 'reader', 'auditor', 'administrator'];
const CLAIMS: Readonly<Record<Person, JWTPayload>> = {
  chief: { name: 'The chief', roles: EVERY_ROLE, clearance: 'tres-secret', compartments: ['trade'] },
  ana: { name: 'Ana', roles: ['recorder', 'reader'], clearance: 'secret', compartments: ['trade'] },
  ben: { name: 'Ben', roles: ['reader', 'auditor'], clearance: 'restreint' },
};

/** An access token that is valid whatever the clock of the service shows. */
export const tokenOf = (issuer: Issuer, subject: Person): Promise<string> => {
  const [iat, exp] = ['2025-01-01', '2050-01-01'].map((day) => Date.parse(day) / 1_000) as [number, number];
  return issuer.sign({ ...issuer.claims(subject), ...CLAIMS[subject], iat, exp });
};

/** The environment of a process whose clock starts at `at`. */
export const clockAt = (at: string): Readonly<Record<string, string>> =>
  clocksMoved({ timePassed: Date.parse(at) - Date.now() });

export const setClock = (service: Process, at: string): Promise<void> =>
  moveClocks(service, { timePassed: Date.parse(at) - Date.now() });

type Options = Readonly<{ dataDir: string; at: string; issuer?: Issuer; program?: string }>;

/** Starts the service, with a login if there is an issuer. `program`: the service of another version. */
export const serve = async ({ dataDir, at, issuer, program }: Options): Promise<Process> => {
  const clock = clockAt(at);
  const login = issuer && {
    ...issuer.settings,
    OIDC_TOKEN_MAX_AGE_SECONDS: '999999999',
    NODE_OPTIONS: `${clock['NODE_OPTIONS']} --import=${REDIRECTED}`,
    REDIRECTED_FROM: ISSUER,
    REDIRECTED_TO: issuer.address,
  };
  const env = { ...EMBEDDED, ...clock, ...login };
  const service = await startProcess({ dataDir, env, ...(program !== undefined && { program }) });
  await readyAt(service.url).catch(async (error: unknown) => {
    const { output } = await stop(service, 'SIGKILL');
    throw new Error(`${String(error)}: ${output}`);
  });
  return service;
};
