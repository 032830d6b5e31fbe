import { randomUUID } from 'node:crypto';
import type { TestServer } from './test-server.js';

/** What another program keeps on the same server: so many events at once, each as heavy in bytes as is said, or light. */
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
