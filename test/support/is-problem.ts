import { expect } from '@jest/globals';
import type { Answer } from './socket-client.js';

export const isProblem = ({ headers, status, body }: Answer, code: string) => {
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(JSON.parse(body)).toMatchObject({ status, code, title: expect.any(String), detail: expect.any(String) });
};
