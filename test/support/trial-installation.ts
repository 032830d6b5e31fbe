import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '#config/config.js';
import { ED25519 } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';
import { type Compose, demanded, readCompose, ROOT, type Service, textOf, variablesIn } from './compose.js';
import { imageEnv } from './dockerfile.js';

/** The command line of this build. */
export const CLI = join(ROOT, 'dist/bin/rapporteur.js');
export const COMPOSE_FILE = textOf('docker-compose.yml');

/** The output of `deploy/new-env.sh`, with the command line of this build in place of its image. */
export const newVariables = (origin: string) =>
  variablesIn(
    execFileSync('sh', [join(ROOT, 'deploy/new-env.sh'), origin], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, RAPPORTEUR: `${process.execPath} ${CLI}` },
    }),
  );

/**
 * Variables of the same names, for tests that do not ask what the script prints: it starts a process. An instance accepts them, and each
 * has a value of its own.
 */
export const standIns = (): Record<string, string> => ({
  ...Object.fromEntries(demanded(COMPOSE_FILE).map((name) => [name, `stand-in-for-${name}`.padEnd(32, '-')])),
  LEDGER_KEY: generateSignerKey('record.example.org/talks', ED25519),
});

/** The compose file, and its services by their names: all, those that run this service, and those that run EventStoreDB. */
export type Installation = Readonly<{
  compose: Compose;
  services: [string, Service][];
  instances: [string, Service][];
  nodes: [string, Service][];
}>;
export const installationWith = (variables: Readonly<Record<string, string>>): Installation => {
  const compose = readCompose(COMPOSE_FILE, variables);
  const services = Object.entries(compose.services);
  return {
    compose,
    services,
    instances: services.filter(([, { build }]) => build !== undefined),
    nodes: services.filter(([, { image }]) => image?.startsWith('eventstore/eventstore:')),
  };
};

/** What a service finds in its environment, with what the image sets. */
export const environmentOf = ({ environment = {} }: Service): Record<string, string> => ({
  ...(imageEnv() as Record<string, string>),
  ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
});

/** A new folder with the files that a service mounts at /certificates and that no build step creates. */
export const newCertificates = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-certificates-'));
  const authority = join(folder, 'authorities/eventstore');
  mkdirSync(authority, { recursive: true });
  writeFileSync(join(authority, 'ca.crt'), '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
  return folder;
};

/** Reads the settings of a service, and more, with this folder in place of /certificates. */
export const configReader =
  (certificates: string) =>
  (service: Service, more: Record<string, string> = {}): Config => {
    const { EVENTSTOREDB_URL = '', ...others } = environmentOf(service);
    const url = EVENTSTOREDB_URL.replace('=/certificates/', `=${certificates}/`);
    return readConfig({ ...others, EVENTSTOREDB_URL: url, ...more });
  };
