import { WORLD_KINDS } from '#domain/ids.js';
import type { Advice } from '#domain/refusal-codes/advice.js';
import { SERVICE_KINDS } from '#domain/refusal-codes/kinds.js';
import { REFUSAL_CODES, type RefusalCode } from '#domain/refusal-codes/refusal-codes.js';
import { QUERY_CODES } from '#read-models/routes/query-codes.js';
import { ACCESS_CODES } from './access-codes.js';
import { allAt, type ProblemEntry } from './entry.js';
import { READING_CODES } from './reading-codes.js';
import { RECORDING_CODES } from './recording-codes.js';
import { REQUEST_CODES } from './request-codes.js';
import { SERVICE_CODES } from './service-codes.js';
import { SUBSCRIPTION_CODES } from './subscription-codes.js';

const refusals = <Code extends RefusalCode>(codes: readonly Code[]) =>
  Object.fromEntries(codes.map((code) => [code, REFUSAL_CODES[code]])) as Readonly<Record<Code, Advice>>;

/** Every code of a problem. What is not here cannot be answered, and docs/PROBLEMS.md is made from it. */
export const PROBLEM_CODES = {
  ...REQUEST_CODES,
  ...ACCESS_CODES,
  ...RECORDING_CODES,
  ...READING_CODES,
  ...SUBSCRIPTION_CODES,
  ...SERVICE_CODES,
  ...allAt(400, QUERY_CODES),
  ...allAt(422, REFUSAL_CODES),
  // 404 if the URL or a parameter names the thing, 422 if a field does.
  ...allAt(
    [404, 422],
    refusals(['event-unknown', 'meeting-voided', ...WORLD_KINDS.map((kind) => `${kind}-unknown` as const)]),
  ),
  ...allAt(404, refusals(SERVICE_KINDS.map((kind) => `${kind}-unknown` as const))),
} as const satisfies Readonly<Record<string, ProblemEntry>>;

type Table = typeof PROBLEM_CODES;
export type ProblemCode = keyof Table;
type StatusOf<Code extends ProblemCode> = Table[Code]['status'] extends readonly (infer One extends number)[]
  ? One
  : Table[Code]['status'];
export type Status = { [Code in ProblemCode]: StatusOf<Code> }[ProblemCode];
/** The codes that may come with a status. */
type CodeWith<One extends number> = {
  [Code in ProblemCode]: One extends StatusOf<Code> ? Code : never;
}[ProblemCode];
/** The codes that have a single status. */
export type SureCode = {
  [Code in ProblemCode]: Table[Code]['status'] extends number ? Code : never;
}[ProblemCode];
/** The codes that always come with a status. */
export type CodeAt<One extends number> = Extract<CodeWith<One>, SureCode>;

/** A code that has a single status, or a code with one of its statuses. */
export type Coded = SureCode | { [One in Status]: readonly [CodeWith<One>, One] }[Status];

export const isSure = (code: ProblemCode): code is SureCode => typeof PROBLEM_CODES[code].status === 'number';

export const statusesOf = (code: ProblemCode): readonly Status[] => [PROBLEM_CODES[code].status].flat();

/** Whether a code may come with a status. */
export const hasStatus = (code: ProblemCode, status: number): boolean => statusesOf(code).some((one) => one === status);

/** The codes that may come with a status, in the order of their letters. */
export const codesWith = (status: number): readonly ProblemCode[] =>
  (Object.keys(PROBLEM_CODES) as ProblemCode[]).filter((code) => hasStatus(code, status)).sort();

/** The code and the status of a problem. */
export const codedOf = (coded: Coded): Readonly<{ code: ProblemCode; status: Status }> =>
  typeof coded === 'string' ? { code: coded, status: statusesOf(coded)[0]! } : { code: coded[0], status: coded[1] };
