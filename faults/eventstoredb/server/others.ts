import { randomUUID } from 'node:crypto';
import type { TestServer } from './test-server.js';

/**
 * Events of another program on the same server: this many at once, each of the given size in bytes, small by default.
 */
export const writeAsOthers = ({ log }: TestServer, count: number, weight = 2): void => {
  const data = new TextEncoder().encode(JSON.stringify('x'.repeat(weight - 2)));
  const paid = () => ({
    id: randomUUID(),
    type: 'Paid',
    contentType: 'application/json',
    data,
    metadata: new Uint8Array(),
  });
  log.append(`invoice-${randomUUID()}`, 'no-stream', Array.from({ length: count }, paid));
};
