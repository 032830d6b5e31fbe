import { globSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { deciders } from '#domain/deciders.js';
import { KINDS } from '#domain/ids.js';
import { OPENED_KINDS } from '#domain/refusal-codes/kinds.js';
import { Problem } from '../problem.js';
import { frameworkProblem } from '../problem.filter.js';
import { FIELD_CODES } from '../validation/field-codes.js';
import { codeOfRule } from '../validation/validate.js';
import { PROBLEM_CODES } from './problem-codes.js';

const TABLES = /(?:refusal-codes|problem-codes)\/|\/(?:field|query)-codes\.ts$|\.spec\.ts$|\/testing\//;
const sources = globSync('{apps/server,libs/{domain,ledger,read-models}}/src/**/*.ts')
  .filter((file) => !TABLES.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
/** How codes end that begin with a kind, or with what happened: `-unknown`. */
const ends = [...sources.matchAll(/`\$\{[^}]+\}(-[a-z-]+)`,/g)].map(([, end]) => end!);
const isQuoted = (word: string) => sources.includes(`'${word}'`);
const isUsed = (code: string) =>
  isQuoted(code) ||
  ends.some((end) => {
    const begin = code.slice(0, -end.length);
    return code.endsWith(end) && ((KINDS as readonly string[]).includes(begin) || isQuoted(begin));
  });

/** The rules of all fields of the service. */
const rules = () => {
  const { validationMetadatas } = getMetadataStorage() as unknown as {
    validationMetadatas: ReadonlyMap<unknown, readonly Readonly<{ type: string; name?: string }>[]>;
  };
  const all = [...validationMetadatas.values()].flat();
  return all.filter(({ type }) => type === ValidationTypes.CUSTOM_VALIDATION).map(({ name }) => name!);
};

describe('the table of problem codes', () => {
  it('has only codes that the service uses', () => {
    expect(Object.keys(PROBLEM_CODES).filter((code) => !isUsed(code))).toEqual([]);
  });

  it('has only whole sentences', () => {
    const said = [...Object.values(PROBLEM_CODES), ...Object.values(FIELD_CODES)].flatMap(({ means, next }) => [
      means,
      next,
    ]);
    expect(said.filter((text) => !/^[A-Z`].*\.$/.test(text) || /[|\n]/.test(text))).toEqual([]);
  });

  it('has the codes of a kind that a command opens for these kinds alone', () => {
    const written = KINDS.filter((kind) => kind !== 'ledger' && deciders[kind].opening !== undefined);
    expect(written.toSorted()).toEqual(OPENED_KINDS.toSorted());
  });

  it('gives a problem its status', () => {
    expect(new Problem('moved-on', '').status).toBe(412);
    expect(new Problem(['party-unknown', 404], '').status).toBe(404);
    expect(new Problem(['party-unknown', 422], '').status).toBe(422);
  });

  it('gives an error of the framework its code; others with a status of a client are malformed', () => {
    expect([400, 408, 413, 414, 415, 417, 431, 418].map((status) => frameworkProblem(status))).toMatchObject([
      { status: 400, code: 'request-malformed' },
      { status: 408, code: 'request-timeout' },
      { status: 413, code: 'request-too-large' },
      { status: 414, code: 'address-too-long' },
      { status: 415, code: 'media-type-unsupported' },
      { status: 417, code: 'expectation-failed' },
      { status: 431, code: 'headers-too-large' },
      { status: 400, code: 'request-malformed' },
    ]);
  });
});

describe('the table of the codes of fields', () => {
  /** It loads every class that has fields. */
  beforeAll(() => import('../../server.module.js'));
  const codes = () => new Set<string>(rules().map(codeOfRule));

  it('has a code for every rule', () => {
    expect([...codes()].filter((code) => !Object.hasOwn(FIELD_CODES, code))).toEqual([]);
    expect(codes().size).toBeGreaterThan(20);
  });

  it('has only codes that the service uses', () => {
    expect(Object.keys(FIELD_CODES).filter((code) => !codes().has(code) && !isQuoted(code))).toEqual([]);
  });
});
