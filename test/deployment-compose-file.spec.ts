import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { SETTINGS } from '#config/config.js';
import { ED25519 } from '#ledger/note-key.js';
import { parseSignerKey } from '#ledger/signer-key.js';
import {
  type Compose,
  demanded,
  dockerCompose,
  readCompose,
  ROOT,
  type Service,
  textOf,
  USED_SCHEMA,
} from './support/compose.js';
import { imageEnv } from './support/dockerfile.js';
import {
  COMPOSE_FILE,
  configReader,
  environmentOf,
  type Installation,
  installationWith,
  newCertificates,
  newVariables,
} from './support/trial-installation.js';

let variables: Record<string, string>;
let compose: Installation['compose'];
let services: Installation['services'];
let instances: Installation['instances'];
let nodes: Installation['nodes'];
beforeAll(() => {
  variables = newVariables('record.example.org/talks');
  ({ compose, services, instances, nodes } = installationWith(variables));
});

const certificates = newCertificates();
afterAll(() => rmSync(certificates, { recursive: true }));
const configIn = configReader(certificates);
const namesOf = (networks: Service['networks'] = []) =>
  Array.isArray(networks) ? (networks as string[]) : Object.keys(networks);

describe('the secrets of a trial installation', () => {
  it('are those that the compose file requires, and are new each time', () => {
    expect(Object.keys(variables).toSorted()).toEqual(demanded(COMPOSE_FILE).toSorted());
    const others = newVariables('record.example.org/talks');
    for (const [name, value] of Object.entries(variables)) expect(others[name]).not.toBe(value);
  });
  it('are not in the repository, and their file is ignored', () => {
    expect(() => readCompose(COMPOSE_FILE, {})).toThrow('EVENTSTORE_USER_PASSWORD is missing: run deploy/new-env.sh');
    expect(textOf('.gitignore').split('\n')).toContain('.env');
    expect(textOf('.dockerignore').split('\n')).toContain('*');
    expect(textOf('.dockerignore')).not.toMatch(/^!\.env/m);
  });
  it('name the log as its owner chooses', () => {
    expect(parseSignerKey(variables['LEDGER_KEY']!, ED25519).name).toBe('record.example.org/talks');
    expect(() => newVariables('two words')).toThrow('"two words" is not a valid key name');
  });
});

describe('the compose file', () => {
  const SLIPS = [
    { helthcheck: {} },
    { healthcheck: { test: [{ a: 'b' }] } },
    { depends_on: { proxy: { condition: 'service_heathy' } } },
  ];
  const withSlip = (slip: object): Compose => ({
    ...compose,
    services: { ...compose.services, slip: { image: 'a', ...slip } },
  });

  const isCompose = new Ajv({ allowUnionTypes: true }).compile(USED_SCHEMA);

  it('has only keys and values of the compose specification', () => {
    isCompose(compose);
    expect(isCompose.errors).toBeNull();
  });
  it('would be rejected with a typo', () => {
    for (const slip of SLIPS) expect(isCompose(withSlip(slip))).toBe(false);
  });
  const program = dockerCompose();
  if (program)
    it('is read by Docker Compose in the same way as by these tests', () => {
      const [command, ...words] = program;
      const read = (file: Compose) => {
        const options = [...words, '--file', '-', '--profile', 'cluster', 'config', '--format', 'json'];
        const input = JSON.stringify(file).replaceAll('$', () => '$$');
        return spawnSync(command!, options, { cwd: ROOT, encoding: 'utf8', input });
      };
      expect(read(compose)).toMatchObject({ status: 0, stderr: '' });
      for (const slip of SLIPS) expect(read(withSlip(slip)).status).not.toBe(0);
      const { stdout, stderr } = spawnSync(command!, [...words, '--profile', 'cluster', 'config', '--format', 'json'], {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, ...variables },
      });
      expect(stderr).toBe('');
      const { services: known } = JSON.parse(stdout) as Compose;
      const environments = (all: Compose['services']) =>
        Object.fromEntries(
          Object.entries(all).map(([name, { environment = {} }]) => [
            name,
            Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)])),
          ]),
        );
      expect(environments(known)).toEqual(environments(compose.services));
    });
  it('has a single node, and three with the profile of the cluster', () => {
    const cluster = nodes.filter(([, { profiles }]) => profiles?.join() === 'cluster');
    const single = nodes.filter(([, { profiles }]) => profiles === undefined);
    expect(single).toHaveLength(1);
    expect(cluster).toHaveLength(3);
    expect(services.filter(([, { profiles }]) => profiles !== undefined)).toEqual(cluster);
    for (const [name, { environment = {} }] of cluster) {
      const others = cluster.map(([other]) => `${other}:2113`).filter((other) => other !== `${name}:2113`);
      expect(environment).toMatchObject({
        EVENTSTORE_CLUSTER_SIZE: 3,
        EVENTSTORE_DISCOVER_VIA_DNS: 'false',
        EVENTSTORE_NODE_HOST_ADVERTISE_AS: name,
        EVENTSTORE_REPLICATION_HOST_ADVERTISE_AS: name,
        EVENTSTORE_GOSSIP_SEED: others.join(','),
      });
    }
  });
  it('mounts existing files, and volumes that it declares', () => {
    for (const [, { volumes = [] }] of services)
      for (const volume of volumes) {
        const [source = '', target] = volume.split(':');
        if (source.startsWith('./')) expect([source, existsSync(join(ROOT, source))]).toEqual([source, true]);
        else expect(Object.keys(compose.volumes)).toContain(source);
        expect(target).toMatch(/^\//);
      }
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    expect(Object.keys(compose.volumes).filter((volume) => !used.includes(volume))).toEqual([]);
  });
  /** Services that end when they have done their work. */
  const ONCE = ['certificates', 'eventstore-user'];
  it('limits the memory and the log output of each service', () => {
    for (const [name, { mem_limit, logging }] of services)
      expect([name, mem_limit, logging]).toEqual([
        name,
        expect.stringMatching(/^\d+[mg]$/),
        { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } },
      ]);
  });
  it('pins each image by a tag, checks the health of each service, and waits only for services with a check', () => {
    for (const [name, { image, healthcheck, depends_on = {} }] of services) {
      expect(image).toMatch(/:\d+\.\d+\.\d+(-[a-z]+)?(@sha256:[\da-f]{64})?$/);
      if (!ONCE.includes(name)) expect(['CMD']).toEqual(healthcheck?.test.slice(0, 1));
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const { healthcheck: asked } = compose.services[other]!;
        if (condition === 'service_healthy') expect([other, asked === undefined]).toEqual([other, false]);
      }
    }
  });
  it('does not wait for nodes of a cluster that does not exist', () => {
    const demands = services
      .filter(([, { profiles }]) => profiles === undefined)
      .flatMap(([, { depends_on = {} }]) => Object.entries(depends_on))
      .filter(([other]) => compose.services[other]!.profiles !== undefined);
    expect(demands.length).toBeGreaterThan(0);
    expect(demands.filter(([, { required = true }]) => required)).toEqual([]);
  });
  it('is reachable only from this machine, and only through the proxy', () => {
    const published = services.filter(([, { ports = [] }]) => ports.length > 0);
    expect(published.map(([name, { ports }]) => [name, ports])).toEqual([['proxy', ['127.0.0.1:8443:8443']]]);
  });
  it('exposes EventStoreDB only to the instances', () => {
    for (const [name, { networks }] of services)
      if (namesOf(networks).includes('back'))
        expect([...instances, ...nodes].map(([one]) => one).concat('eventstore-user')).toContain(name);
    expect(nodes.every(([, { networks }]) => namesOf(networks).join() === 'back')).toBe(true);
  });
});

describe('an instance in the compose file', () => {
  it('has its own folder, and is otherwise the same as the other one', () => {
    expect(instances.map(([name]) => name)).toEqual(['rapporteur-1', 'rapporteur-2']);
    const [[, one], [, other]] = instances as [[string, Service], [string, Service]];
    expect(one.environment).toEqual(other.environment);
    const recordOf = ({ volumes = [] }: Service) => volumes.filter((volume) => volume.endsWith(':/record'));
    expect([recordOf(one), recordOf(other)]).toEqual([['record-1:/record'], ['record-2:/record']]);
    expect(imageEnv()['DATA_DIR']).toBe('/record');
  });
  it('has only known settings, and the service accepts them', () => {
    const known = [...SETTINGS.map(({ name }) => name), 'NODE_ENV', 'NODE_EXTRA_CA_CERTS'];
    for (const [, service] of instances) {
      expect(Object.keys(environmentOf(service)).filter((name) => !known.includes(name))).toEqual([]);
      expect(configIn(service)).toMatchObject({
        host: '0.0.0.0',
        port: 3000,
        dataDir: '/record',
        ledgerKey: variables['LEDGER_KEY'],
        login: { issuer: 'https://login.localhost:8443/realms/rapporteur' },
      });
    }
  });
  it.each(['OIDC_ISSUER', 'SHARED_SECRET', 'ID_KEY', 'LEDGER_KEY'])('does not start without %s', (name) => {
    const [, service] = instances[0]!;
    expect(() => configIn(service, { [name]: '' })).toThrow(name);
  });
  it.each([
    [{}, ['eventstore']],
    [
      { EVENTSTORE_HOSTS: 'eventstore-1:2113,eventstore-2:2113,eventstore-3:2113' },
      ['eventstore-1', 'eventstore-2', 'eventstore-3'],
    ],
  ])('finds EventStoreDB, with %j', (hosts, expected) => {
    const filled = readCompose(COMPOSE_FILE, { ...variables, ...hosts });
    const [, service] = Object.entries(filled.services).find(([name]) => name === 'rapporteur-1')!;
    const { engine } = configIn(service);
    const [, user, password, names = '', query] = /^esdb:\/\/(.*?):(.*?)@(.*)\?(.*)$/.exec(String(engine.options))!;
    expect([user, password]).toEqual(['rapporteur', variables['EVENTSTORE_USER_PASSWORD']]);
    expect(names.split(',')).toEqual(expected.map((name) => `${name}:2113`));
    const { tlsCAFile = '' } = Object.fromEntries(new URLSearchParams(query));
    expect(service.volumes).toContain('authorities:/certificates/authorities:ro');
    for (const name of expected) {
      const node = filled.services[name]!;
      const trusted = String(node.environment!['EVENTSTORE_TRUSTED_ROOT_CERTIFICATES_PATH']);
      expect(tlsCAFile).toBe(`${trusted.replace('/certificates', certificates)}/ca.crt`);
      expect(node.volumes).toContain(`${name}-certificate:/certificates/node:ro`);
    }
  });
});

describe('the user of the instances at EventStoreDB', () => {
  it('is made before they start, by the only service that knows the password of admin', () => {
    const { environment = {}, volumes = [], entrypoint = [] } = compose.services['eventstore-user']!;
    const admin = variables['EVENTSTORE_PASSWORD']!;
    expect(String(environment['EVENTSTOREDB_URL'])).toContain(`//admin:${admin}@eventstore:2113?`);
    expect(environment['EVENTSTORE_USER_PASSWORD']).toBe(variables['EVENTSTORE_USER_PASSWORD']);
    expect(volumes).toContain(`./deploy/eventstoredb-user.mjs:${entrypoint[1]}:ro`);
    for (const [name, { depends_on = {}, environment: own = {} }] of instances) {
      expect([name, depends_on['eventstore-user']]).toEqual([name, { condition: 'service_completed_successfully' }]);
      expect([name, Object.values(own).join().includes(admin)]).toEqual([name, false]);
    }
  });
});
