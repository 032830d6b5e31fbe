import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { engineFor, stopEngine } from './support/engine.js';
import { newFolder, rapporteur } from './support/cli.js';
import { remove } from './support/service.js';

jest.setTimeout(60_000);

const root = newFolder();
const folder = (name: string) => join(root, name);
afterAll(() => remove(root));

describe('rapporteur demo', () => {
  it('loads both chapters, says how things stand, and does so again on the same folder', async () => {
    const words = ['demo', '--exit', '--port', '0', '--data-dir', folder('demo')];
    const engine = await engineFor(folder('demo'));
    const first = await rapporteur(words, engine);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toContain('84 facts in two chapters: recorded 84, already there 0, changed 0, refused 0.');
    expect(first.out).toMatch(/article of 27 October 2025 told it:\n +still to come +Thursday 30 Oct 2025, Brussels\n/);
    expect(first.out).toMatch(/record has it today:\n +held +Thursday 30 Oct 2025, Brussels\n/);
    expect(first.out).toMatch(/MOFCOM No\. 61 \(1-3\), No\. 62 +in force +suspended +\w/);
    expect(first.out).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
    expect(first.out.split('\n').filter((line) => line.length > 78)).toEqual([]);

    const second = await rapporteur([...words, '--json'], engine);
    expect(second.code).toBe(0);
    expect(JSON.parse(second.out)).toMatchObject({
      overview: { status: 'active', counts: { measure: 8, dispute: 4 } },
      talks: { now: { status: 'held' } },
    });
    await stopEngine(folder('demo'));
  });

  it('says so where the port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const { code, err } = await rapporteur(['demo', '--exit', '--port', String(port), '--data-dir', folder('taken')]);
    taken.close();
    expect(code).toBe(2);
    expect(err).toContain(`port ${port} on 127.0.0.1 is in use`);
    expect(err).toContain('--port and --data-dir choose others');
  });
});
