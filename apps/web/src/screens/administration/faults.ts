import { Refused } from '../../api/answer.js';

/** What a refusal says of a field of a form. `pointer`: as in the body that was sent. */
export const faultsAt = (error: Error | undefined, pointer: string): readonly string[] =>
  error instanceof Refused
    ? (error.problem.errors ?? []).filter((one) => one.pointer === pointer).map(({ detail }) => detail)
    : [];

/** Whether a refusal is due to some of these fields, each of which says why. */
export const isAtFields = (error: Error | undefined, pointers: readonly string[]): boolean =>
  pointers.some((pointer) => faultsAt(error, pointer).length > 0);
