import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The root of the repository, seen from `dist/test/support`. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const textOf = (file: string) => readFileSync(`${ROOT}/${file}`, 'utf8');

/** The parts of a service that these tests read. */
export type Service = Readonly<{
  image?: string;
  build?: string;
  profiles?: readonly string[];
  environment?: Readonly<Record<string, string | number>>;
  networks?: readonly string[] | Readonly<Record<string, { ipv4_address?: string } | null>>;
  depends_on?: Readonly<Record<string, { condition: string; required?: boolean }>>;
  volumes?: readonly string[];
  ports?: readonly string[];
  extra_hosts?: readonly string[];
  healthcheck?: Readonly<{ test: readonly string[] }>;
  entrypoint?: readonly string[];
  logging?: Readonly<{ driver: string; options: Readonly<Record<string, string>> }>;
  mem_limit?: string;
}>;
export type Compose = Readonly<{
  services: Readonly<Record<string, Service>>;
  volumes: object;
  networks: Readonly<Record<string, { ipam?: { config: readonly { subnet: string; ip_range: string }[] } } | null>>;
}>;

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const anyObject = { type: 'object' };
const duration = { type: 'string', pattern: '^(\\d+(ms|s|m|h))+$' };
const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'];
const closed = (properties: object) => ({ type: 'object', properties, additionalProperties: false });
const named = (value: object) => ({ type: 'object', additionalProperties: value });

/** The part of the compose specification that the file uses. Any other key is an error, or has to be added here. */
export const USED_SCHEMA = {
  type: 'object',
  properties: {
    name: text,
    networks: named(closed({ internal: { type: 'boolean' }, ipam: anyObject })),
    volumes: named({ type: 'null' }),
    services: named(
      closed({
        build: text,
        cap_add: texts,
        cap_drop: texts,
        command: texts,
        depends_on: named(closed({ condition: { enum: CONDITIONS }, required: { type: 'boolean' } })),
        entrypoint: texts,
        environment: named({ type: ['string', 'number'] }),
        extra_hosts: texts,
        healthcheck: closed({
          test: texts,
          interval: duration,
          timeout: duration,
          start_period: duration,
          retries: { type: 'integer' },
        }),
        image: text,
        logging: closed({ driver: text, options: named(text) }),
        mem_limit: { type: 'string', pattern: '^\\d+[mg]$' },
        network_mode: text,
        networks: { anyOf: [texts, named(closed({ ipv4_address: text }))] },
        platform: text,
        ports: texts,
        profiles: texts,
        read_only: { type: 'boolean' },
        restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
        security_opt: texts,
        stop_grace_period: duration,
        tmpfs: texts,
        user: text,
        volumes: texts,
      }),
    ),
  },
  patternProperties: { '^x-': {} },
  additionalProperties: false,
};

/** Docker Compose, if this machine has it. */
export const dockerCompose = (): readonly string[] | undefined =>
  [['docker', 'compose'], ['docker-compose']].find(([program, ...words]) =>
    /version v?[2-9]/i.test(spawnSync(program!, [...words, 'version'], { encoding: 'utf8' }).stdout ?? ''),
  );

/** A required variable, `${NAME:?why}`, one with a default, `${NAME:-default}`, or a dollar sign, `$$`. */
const VARIABLE = /\$(?:\$|\{([A-Z_]+):([?-])([^}]*)\})/g;

export const demanded = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].filter(([, , kind]) => kind === '?').map(([, name]) => name!)),
];

/**
 * The file as the compose specification reads it, with these variables in its texts. @throws Error if one is missing
 */
export const readCompose = (text: string, variables: Readonly<Record<string, string>>): Compose => {
  const filled = (value: string) =>
    value.replaceAll(VARIABLE, (_, name: string | undefined, kind: string, rest: string) => {
      if (name === undefined) return '$';
      const found = variables[name] || (kind === '-' ? rest : undefined);
      if (found === undefined) throw new Error(`${name} is missing: ${rest}`);
      return found;
    });
  const read: unknown = parse(text, { merge: true });
  return JSON.parse(JSON.stringify(read), (_, value: unknown) =>
    typeof value === 'string' ? filled(value) : value,
  ) as Compose;
};

/** The lines of a file of variables. */
export const variablesIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => /^[A-Z_]+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
