import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlockList } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { readConfig, SETTINGS } from '#config/config.js';
import { ROLES } from '#domain/role.js';
import { ED25519 } from '#ledger/note-key.js';
import { parseSignerKey } from '#ledger/signer-key.js';
import { callerIn } from '../apps/server/src/access/claims.js';
import { reservePort } from './support/ports.js';
import { readyAt, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';
import {
  type Compose,
  demanded,
  dockerCompose,
  readCompose,
  ROOT,
  type Service,
  textOf,
  USED_SCHEMA,
  variablesIn,
} from './support/compose.js';

const CLI = join(ROOT, 'dist/bin/rapporteur.js');
const text = textOf('docker-compose.yml');
const dockerfile = textOf('Dockerfile');

/** The output of `deploy/new-env.sh`, with the command line of this build in place of its image. */
const newVariables = (origin: string) =>
  variablesIn(
    execFileSync('sh', [join(ROOT, 'deploy/new-env.sh'), origin], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, RAPPORTEUR: `${process.execPath} ${CLI}` },
    }),
  );

let variables: Record<string, string>;
let compose: Compose;
let services: [string, Service][];
let instances: [string, Service][];
let nodes: [string, Service][];
beforeAll(() => {
  variables = newVariables('record.example.org/talks');
  compose = readCompose(text, variables);
  services = Object.entries(compose.services);
  instances = services.filter(([, { build }]) => build !== undefined);
  nodes = services.filter(([, { image }]) => image?.startsWith('eventstore/eventstore:'));
});

/** The words of an instruction, including its continuation lines. */
const instructions = (name: string) =>
  [...dockerfile.replaceAll('\\\n', ' ').matchAll(new RegExp(`^${name} +(.*)$`, 'gm'))].map(([, rest]) => rest!);
const imageEnv = () =>
  Object.fromEntries(instructions('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=', 2))));
const environmentOf = ({ environment = {} }: Service): Record<string, string> => ({
  ...(imageEnv() as Record<string, string>),
  ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
});

/** The files that a service mounts at /certificates and that no build step creates. */
const certificates = mkdtempSync(join(tmpdir(), 'rapporteur-certificates-'));
const authority = join(certificates, 'authorities/eventstore');
mkdirSync(authority, { recursive: true });
writeFileSync(join(authority, 'ca.crt'), '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
afterAll(() => rmSync(certificates, { recursive: true }));

const configIn = (service: Service, more: Record<string, string> = {}) => {
  const { EVENTSTOREDB_URL = '', ...others } = environmentOf(service);
  const url = EVENTSTOREDB_URL.replace('=/certificates/', `=${certificates}/`);
  return readConfig({ ...others, EVENTSTOREDB_URL: url, ...more });
};
const namesOf = (networks: Service['networks'] = []) =>
  Array.isArray(networks) ? (networks as string[]) : Object.keys(networks);

describe('the secrets of a trial installation', () => {
  it('are those that the compose file requires, and are new each time', () => {
    expect(Object.keys(variables).toSorted()).toEqual(demanded(text).toSorted());
    const others = newVariables('record.example.org/talks');
    for (const [name, value] of Object.entries(variables)) expect(others[name]).not.toBe(value);
  });
  it('are not in the repository, and their file is ignored', () => {
    expect(() => readCompose(text, {})).toThrow('EVENTSTORE_USER_PASSWORD is missing: run deploy/new-env.sh');
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
    const filled = readCompose(text, { ...variables, ...hosts });
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

describe('the proxy', () => {
  const caddyfile = textOf('deploy/Caddyfile');
  const addressOf = ({ networks = {} }: Service) =>
    (networks as Record<string, { ipv4_address?: string }>)['front']?.ipv4_address;

  it('is trusted by the instances, at an address that no other service has', () => {
    const proxy = addressOf(compose.services['proxy']!)!;
    const [{ subnet, ip_range: given }] = compose.networks['front']!.ipam!.config as [
      { subnet: string; ip_range: string },
    ];
    const has = (network: string) => {
      const [address = '', bits] = network.split('/');
      const list = new BlockList();
      list.addSubnet(address, Number(bits));
      return list.check(proxy);
    };
    expect([has(subnet), has(given)]).toEqual([true, false]);
    for (const [, service] of instances) {
      expect(service.environment!['TRUSTED_PROXIES']).toBe(proxy);
      expect(service.extra_hosts).toEqual([`login.localhost:${proxy}`]);
    }
  });
  it('checks the readiness of every instance, on the port of the instance', () => {
    const [, asked = ''] = /reverse_proxy (rapporteur.*) \{/.exec(caddyfile)!;
    expect(asked.split(' ')).toEqual(instances.map(([name]) => `${name}:${imageEnv()['PORT']}`));
    expect(caddyfile).toContain('health_uri /health/ready');
  });
  it('responds at the addresses that tokens and people use, with a certificate for these names', () => {
    const { OIDC_ISSUER: issuer = '', OIDC_AUDIENCE: audience = '' } = environmentOf(instances[0]![1]);
    const [, names = ''] = /^certificate web proxy (.*)$/m.exec(textOf('deploy/certificates.sh'))!;
    for (const url of [issuer, audience]) {
      expect(caddyfile).toMatch(new RegExp(`^.*${new URL(url).origin}.* \\{$`, 'm'));
      expect(names.split(',')).toContain(new URL(url).hostname);
    }
    expect(compose.services['login']!.environment!['KC_HOSTNAME']).toBe(new URL(issuer).origin);
  });
  it('has a certificate from the authority that the instances trust', () => {
    const script = textOf('deploy/certificates.sh');
    expect(script).toMatch(/^certificate web proxy /m);
    expect(environmentOf(instances[0]![1])['NODE_EXTRA_CA_CERTS']).toBe('/certificates/authorities/web/ca.crt');
    for (const [name] of nodes) expect(script).toMatch(new RegExp(`for node in (.* )?${name}[ ;]`));
  });
});

describe('the issuer of a trial installation', () => {
  type Mapper = { protocolMapper: string; config: Record<string, string> };
  type User = {
    id: string;
    username: string;
    realmRoles: string[];
    attributes: Record<string, string[]>;
    credentials: object[];
  };
  const realm = JSON.parse(textOf('deploy/rapporteur-realm.json')) as {
    realm: string;
    roles: { realm: { name: string }[] };
    clients: { clientId: string; attributes: object; protocolMappers: Mapper[] }[];
    users: User[];
    components: Record<string, { config: Record<string, string[]> }[]>;
  };
  const mappers = realm.clients[0]!.protocolMappers;
  const configOf = () => configIn(instances[0]![1]);

  it('is the issuer that the instances use, for tokens of their type and audience', () => {
    const { login } = configOf();
    expect(new URL(login!.issuer).pathname).toBe(`/realms/${realm.realm}`);
    const [audience] = mappers.filter(({ protocolMapper }) => protocolMapper === 'oidc-audience-mapper');
    expect(audience!.config['included.custom.audience']).toBe(login!.audience);
    expect(login!.tokenType).toBe('at+jwt');
    expect(realm.clients[0]!.attributes).toEqual({
      'access.token.header.type.rfc9068': 'true',
      'pkce.code.challenge.method': 'S256',
    });
  });
  it('has the client by which a page of the instances logs its user in', () => {
    const { login } = configOf();
    expect(realm.clients[0]).toMatchObject({
      clientId: login!.page.clientId,
      publicClient: true,
      standardFlowEnabled: true,
      redirectUris: [`${login!.audience}/*`],
    });
  });
  it('has every role, and puts the claims into a token that the instances read', () => {
    const { login, ladder } = configOf();
    expect(realm.roles.realm.map(({ name }) => name).toSorted()).toEqual([...ROLES].toSorted());
    const claimed = mappers.map(({ config }) => config['claim.name']).filter((claim) => claim !== undefined);
    const { roles, clearance, compartments } = login!.claims;
    expect(claimed).toEqual([roles, clearance, compartments]);
    for (const { id, realmRoles, attributes } of realm.users) {
      const claims = {
        iss: login!.issuer,
        sub: id,
        exp: 1_761_556_200,
        [roles]: realmRoles,
        clearance: attributes['clearance']![0],
        compartments: attributes['compartments'],
      };
      expect(callerIn(claims, login!, ladder)).toMatchObject({
        roles: ROLES.filter((role) => realmRoles.includes(role)),
        clearance: { level: attributes['clearance']![0], compartments: attributes['compartments'] ?? [] },
      });
    }
    for (const role of ROLES) expect(realm.users.some(({ realmRoles }) => realmRoles.includes(role))).toBe(true);
  });
  it('lets nobody raise their own clearance, and contains no password', () => {
    const [{ config }] = realm.components['org.keycloak.userprofile.UserProfileProvider'] as [
      { config: Record<string, string[]> },
    ];
    const { attributes } = JSON.parse(config['kc.user.profile.config']![0]!) as {
      attributes: { name: string; permissions: { edit: string[] } }[];
    };
    for (const attribute of ['clearance', 'compartments'])
      expect(attributes.find(({ name }) => name === attribute)?.permissions.edit).toEqual(['admin']);
    for (const { credentials } of realm.users)
      expect(credentials).toEqual([{ type: 'password', value: '${PEOPLE_PASSWORD}', temporary: false }]);
    expect(compose.services['login']!.environment!['PEOPLE_PASSWORD']).toBe(variables['PEOPLE_PASSWORD']);
  });
});

describe('the image', () => {
  it('has one Node.js, of the same version as in the packages', () => {
    const [build, last] = instructions('FROM');
    const [, image = '', tag] = /^(node:(\d+\.\d+\.\d+)-trixie-slim(?:@sha256:[\da-f]{64})?) AS build$/.exec(build!)!;
    expect(last).toBe(image);
    const { engines, optionalDependencies, version } = JSON.parse(textOf('package.json')) as {
      engines: { node: string };
      optionalDependencies: Record<string, string>;
      version: string;
    };
    const runtimes = Object.entries(optionalDependencies);
    expect(runtimes.length).toBeGreaterThan(0);
    for (const runtime of runtimes) expect(runtime).toEqual([expect.stringMatching(/^node-(linux|win)-/), tag]);
    const [, least = ''] = /^>=([\d.]+)$/.exec(engines.node)!;
    expect(tag!.localeCompare(least, 'en', { numeric: true })).toBeGreaterThanOrEqual(0);
    for (const [, { image: built }] of instances) expect(built).toBe(`rapporteur:${version}`);
  });
  it('leaves out the Node.js of the packages, and nothing that is used', () => {
    expect(instructions('RUN').at(-2)).toMatch(/ npm prune --omit=dev --omit=optional$/);
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Record<string, { optional?: boolean; dev?: boolean }>;
    };
    const left = Object.entries(packages)
      .filter(([, { optional, dev }]) => optional && !dev)
      .map(([path]) => path.replace('node_modules/', ''))
      .filter((name) => !name.startsWith('node-'));
    // edtf uses these to generate samples, which the service does not need.
    expect(left).toEqual(['drange', 'randexp', 'ret']);
  });
  it('compiles nothing, with any version of npm', () => {
    // npm reads the .npmrc beside the package.json.
    const packages = ['.', ...readdirSync(ROOT)].filter((folder) => existsSync(join(ROOT, folder, 'package.json')));
    expect(packages).toEqual(['.', 'bench']);
    for (const folder of packages) expect(textOf(`${folder}/.npmrc`)).toMatch(/^ignore-scripts=true$/m);
    const installing = dockerfile.slice(0, dockerfile.indexOf('RUN npm ci'));
    expect(installing).toMatch(/^COPY .npmrc package.json package-lock.json .\/$/m);
  });
  it('copies existing files, and declared build arguments', () => {
    const given = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = instructions('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1));
    expect([...new Set(sources)].toSorted()).toEqual(given.toSorted());
    for (const source of sources) expect([source, existsSync(join(ROOT, source))]).toEqual([source, true]);
    expect(given).not.toContain('deploy');
  });
  it('copies each file that the files of the build name', () => {
    const copied = instructions('COPY').flatMap((line) => line.split(' '));
    const scripts = copied.filter((source) => source.endsWith('.mjs'));
    expect(scripts).toContain('bundle.mjs');
    const named = scripts.flatMap((script) =>
      [...textOf(script).matchAll(/'(?:\.\/)?([\w.-]+\.\w+)'/g)]
        .map(([, name]) => name!)
        .filter((name) => existsSync(join(ROOT, name))),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !copied.includes(name))).toEqual([]);
  });
  it('runs nothing as root, with the command line as its first process, so that it receives SIGTERM', () => {
    expect(instructions('USER')).toEqual(['node']);
    expect(instructions('STOPSIGNAL')).toEqual(['SIGTERM']);
    const [entry = ''] = instructions('ENTRYPOINT');
    const words = JSON.parse(entry) as string[];
    expect(words).toEqual(['node', '--enable-source-maps', '/app/dist/bin/rapporteur.js']);
    expect(existsSync(CLI)).toBe(true);
    expect(JSON.parse(instructions('CMD').at(-1)!)).toEqual(['serve']);
    expect(instructions('VOLUME')).toEqual([imageEnv()['DATA_DIR']]);
  });
  it('reports whether it is alive', async () => {
    const [health = ''] = instructions('HEALTHCHECK');
    const [program = '', ...words] = JSON.parse(/CMD (\[.*\])$/.exec(health)![1]!) as string[];
    const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-image-'));
    const { port, release } = await reservePort();
    const PORT = String(port);
    const service = await startProcess({ dataDir, env: { PORT } });
    expect(program).toBe('node');
    const ask = () => spawnSync(process.execPath, words, { env: { ...process.env, NODE_OPTIONS: '', PORT } }).status;
    // The route that the proxy checks exists too.
    await readyAt(service.url);
    const living = ask();
    await stop(service);
    expect([living, ask()]).toEqual([0, 1]);
    release();
    remove(dataDir);
    // The compose file has the same check, with the port of the image.
    for (const [, { healthcheck }] of instances)
      expect(healthcheck!.test.slice(1)).toEqual([
        program,
        ...words.map((word) => word.replace('${process.env.PORT}', imageEnv()['PORT']).replaceAll('`', "'")),
      ]);
  });
});

describe('the guide for operators', () => {
  const page = textOf('docs/OPERATIONS.md');
  const code = [...page.matchAll(/```sh\n(.*?)```|`([^`\n]+)`/gs)].map(([, block, inline]) => block ?? inline!);

  it('names metrics that the service has', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-figures-'));
    const service = await startProcess({ dataDir });
    const figures = await (await fetch(`${service.url}/metrics`)).text();
    await stop(service);
    remove(dataDir);
    const named = [...new Set(page.match(/\b(?:rapporteur|nodejs|process)(?:_[a-z0-9]+)+/g))];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !new RegExp(`^# TYPE ${name} `, 'm').test(figures))).toEqual([]);
  });
  it('names settings, commands and flags that exist', () => {
    const help = (...words: string[]) =>
      execFileSync(process.execPath, [CLI, ...words, '--help'], { encoding: 'utf8' });
    const commands = code.flatMap((text) => [...text.matchAll(/\brapporteur ([a-z][a-z-]*)([^\n|`]*)/g)]);
    expect(commands.length).toBeGreaterThan(5);
    for (const [, verb = '', rest = ''] of commands) {
      const told = help(verb);
      expect(told).toMatch(new RegExp(`^Usage: rapporteur ${verb} `));
      for (const flag of rest.match(/(?<= )--[a-z-]+/g) ?? []) expect(told).toContain(` ${flag} `);
    }
    const settings = code.filter((text) => /^[A-Z]+(_[A-Z]+)+$/.test(text));
    const known = [...SETTINGS.map(({ name }) => name), ...Object.keys(variables)];
    expect(settings.filter((name) => !known.includes(name))).toEqual([]);
  });
  it('calculates its figures for ten years from its own measurements', () => {
    const numbersIn = (text = '') =>
      (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((digits) => Number(digits.replaceAll(',', '')));
    const figure = (letter: string) => numbersIn(new RegExp(`\\| _${letter}_: [^|]*\\|([^|]*)`).exec(page)?.[1]);
    const [b, v, s, c] = ['b', 'v', 's', 'c'].map((letter) => figure(letter)[0]!) as [number, number, number, number];
    const [r, crowded] = figure('r') as [number, number];

    const UNITS: Record<string, number> = { s: 1, min: 60, h: 3_600, GB: 1e9, TB: 1e12, million: 1e6 };
    /** In seconds, bytes or events. */
    const toldIn = (text: string) => {
      const [unit = ''] = /[a-zA-Z]*$/.exec(text.trim())!;
      return numbersIn(text).map((n) => n * (UNITS[unit] ?? 1));
    };
    const differing = (name: string, text: string, worked: readonly number[]) => {
      const told = toldIn(text);
      const isNear = told.length === worked.length && told.every((n, at) => Math.abs(n / worked[at]! - 1) < 0.1);
      return isNear ? [] : [`${name}: ${text.trim()}, and it is ${worked.join(' to ')}`];
    };

    const rows = page.split('\n').filter((line) => /^\| (?:one|a) .*\brecorders\b/.test(line));
    expect(rows).toHaveLength(3);
    const ofRows = rows.flatMap((row) => {
      const [, who, daily, peak, all, log, views, , start, rebuild, startThere, newThere] = row.split('|');
      const events = numbersIn(daily)[0]! * 365 * 10;
      return [
        ...differing(`${who} peak`, peak!, [(numbersIn(daily)[0]! * 10) / 28_800]),
        ...differing(`${who} on record`, all!, [events]),
        ...differing(`${who} log`, log!, [events * b]),
        ...differing(`${who} views`, views!, [events * v]),
        ...differing(`${who} start`, start!, [events / s]),
        ...differing(`${who} rebuild`, rebuild!, [events / r, events / crowded]),
        ...differing(`${who} start there`, startThere!, [events / c]),
        ...differing(
          `${who} new there`,
          newThere!,
          [r, crowded].map((rate) => events / c + events / Math.min(rate, c)),
        ),
      ];
    });
    const prose = page.replaceAll(/\s+/g, ' ');
    const ofProse = (
      [
        [/a start takes one minute at (.*?) events/, 60 * s],
        [/A rebuild takes 15 minutes at (.*?) events/, 900 * r],
        [/This takes one minute at (.*?) events/, 60 * c],
        [/and 15 minutes at (.*?) events\. A new instance/, 900 * c],
        [/A new instance takes 15 minutes at (.*?) events/, 450 * c],
      ] as const
    ).flatMap(([where, worked]) => differing(where.source, where.exec(prose)?.[1] ?? '', [worked]));
    expect([...ofRows, ...ofProse]).toEqual([]);
  });
  it('names services, people and files of the trial installation', () => {
    const asked = code.flatMap((text) => [...text.matchAll(/docker compose (?:--profile (\S+) )?(\S+)/g)]);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.map(([, profile]) => profile).filter((profile) => profile !== undefined)).toEqual(['cluster']);
    const [, hosts = ''] = /^echo EVENTSTORE_HOSTS=(\S+) >> \.env$/m.exec(page)!;
    expect(hosts.split(',')).toEqual(nodes.slice(1).map(([name]) => `${name}:2113`));
    for (const [file] of page.matchAll(/deploy\/[\w.-]+/g))
      expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
    const realm = JSON.parse(textOf('deploy/rapporteur-realm.json')) as {
      clients: { clientId: string }[];
      users: { username: string }[];
    };
    expect(page).toContain(`client_id=${realm.clients[0]!.clientId}`);
    for (const { username } of realm.users) expect(page).toContain(`${username} (`);
    const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = environmentOf(instances[0]![1]);
    expect(page).toContain(`${issuer}/protocol/openid-connect/token`);
    expect(page).toContain(`${audience}/v1/negotiations`);
  });
});
