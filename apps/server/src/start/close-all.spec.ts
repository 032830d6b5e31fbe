import { describe, expect, it } from '@jest/globals';
import { closeAll } from './close-all.js';

describe('closing what was opened', () => {
  it('runs every step once, the last one first, and waits for each', async () => {
    const done: string[] = [];
    const step = (name: string) => async () => {
      await Promise.resolve();
      done.push(name);
    };
    const closing = [step('log'), step('views'), step('listener')];
    await closeAll(closing);
    await closeAll(closing);
    expect(done).toEqual(['listener', 'views', 'log']);
  });
  it('closes the rest if a step fails, and throws the first error after that', async () => {
    const done: string[] = [];
    const fail = (message: string) => () => {
      throw new Error(message);
    };
    const closing = [() => done.push('log'), fail('the views are gone'), fail('the last events cannot be signed')];
    await expect(closeAll(closing)).rejects.toThrow('the last events cannot be signed');
    expect(done).toEqual(['log']);
  });
});
