import { rmSync } from 'node:fs';
import { BlockList } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ROLES } from '#domain/role.js';
import { callerIn } from '../apps/server/src/access/claims.js';
import { type Service, textOf } from './support/compose.js';
import { imageEnv } from './support/dockerfile.js';
import {
  configReader,
  environmentOf,
  installationWith,
  newCertificates,
  standIns,
} from './support/trial-installation.js';

const variables = standIns();
const { compose, instances, nodes } = installationWith(variables);

const certificates = newCertificates();
afterAll(() => rmSync(certificates, { recursive: true }));
const configIn = configReader(certificates);

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
