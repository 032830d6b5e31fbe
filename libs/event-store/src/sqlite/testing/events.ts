import { randomUUID } from 'node:crypto';
import { Unavailable, type NewEvent } from '../../event-store.js';

export const event = (data = '{}'): NewEvent => ({
  id: randomUUID(),
  type: 'Happened',
  data,
  metadata: '{}',
  salt: '0'.repeat(32),
  entry: 'e'.repeat(64),
});

/** A description of an error. */
export function told(error: unknown): { name: string; message: string; outcome?: Unavailable['outcome'] } {
  if (!(error instanceof Error)) return { name: 'unknown', message: String(error) };
  const { name, message } = error;
  return error instanceof Unavailable ? { name, message, outcome: error.outcome } : { name, message };
}

/** Sends a message to the test that started this program. */
export const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
