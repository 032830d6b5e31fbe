import type { Test } from 'supertest';

/** Sends these requests in turn, each with these headers. @returns the status of each answer, with the code of its problem */
export const codesUnder = async (
  requests: readonly Test[],
  headers: Readonly<Record<string, string>>,
): Promise<readonly string[]> => {
  const codes = [];
  for (const request of requests) {
    const { status, body } = await request.set(headers);
    const { code } = body as { code?: string };
    codes.push(code === undefined ? String(status) : `${status} ${code}`);
  }
  return codes;
};
