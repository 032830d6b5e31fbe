import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { unusable } from '#storage/unusable.js';
import type { Setting } from './setting.js';

type Env = Readonly<Record<string, string | undefined>>;
type Must = (holds: boolean, problem: string) => void;

/** The variable that names the file of a secret setting. */
export const fileVariableOf = ({ name }: Pick<Setting, 'name'>): string => `${name}_FILE`;

export const secretsIn = (settings: readonly Setting[]): readonly Setting[] =>
  settings.filter(({ isSecret }) => isSecret === true);

/** The names of all variables that are read for these settings. */
export const variablesOf = (settings: readonly Setting[]): readonly string[] => [
  ...settings.map(({ name }) => name),
  ...secretsIn(settings).map(fileVariableOf),
];

/**
 * The environment, in which a secret setting has the text of the file that its `…_FILE` names, without white space around it.
 * No problem contains a secret.
 */
export const withSecretFiles = (env: Env, settings: readonly Setting[], must: Must): Env => {
  const read = { ...env };
  for (const setting of secretsIn(settings)) {
    const variable = fileVariableOf(setting);
    const path = env[variable]?.trim() ?? '';
    if (path === '') continue;
    const isSetTwice = (env[setting.name]?.trim() ?? '') !== '';
    must(!isSetTwice, `${setting.name} and ${variable} are both set. Set one of them.`);
    if (!isSetTwice) read[setting.name] = secretIn(resolve(path), variable, must);
  }
  return read;
};

const secretIn = (file: string, variable: string, must: Must): string => {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    must(secret !== '', `${variable} names ${file}, which is empty. Put the secret there, or unset ${variable}.`);
    return secret;
  } catch (error) {
    const why = unusable(error)?.why ?? (error as Error).message;
    must(
      false,
      `${variable} names ${file}, which cannot be read: ${why}. Let this user read it, or name another file.`,
    );
    return '';
  }
};
