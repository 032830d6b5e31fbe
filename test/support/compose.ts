import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** Where the repository lies, from `dist/test/support`. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const textOf = (file: string) => readFileSync(`${ROOT}/${file}`, 'utf8');

/** What these tests ask of a service. The schema says whether it is one. */
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
}>;
export type Compose = Readonly<{
  services: Readonly<Record<string, Service>>;
  volumes: object;
  networks: Readonly<Record<string, { ipam?: { config: readonly { subnet: string; ip_range: string }[] } } | null>>;
}>;

/** A variable that is demanded, `${NAME:?why}`, one with a default, `${NAME:-default}`, or a dollar sign, `$$`. */
const VARIABLE = /\$(?:\$|\{([A-Z_]+):([?-])([^}]*)\})/g;

export const demanded = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].filter(([, , kind]) => kind === '?').map(([, name]) => name!)),
];

/** The file as the compose specification reads it, with these variables in its texts. @throws Error where one is missing */
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
