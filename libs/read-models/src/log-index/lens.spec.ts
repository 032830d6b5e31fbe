import { describe, expect, it } from '@jest/globals';
import { type Clearance, EU_LADDER } from '#domain/marking.js';
import { said } from '../testing/dossier.js';
import { memoryIndex } from '../testing/memory-index.js';
import { about, logOf } from '../testing/told-log.js';
import { Lens } from './lens.js';

/** Statements, each in a compartment of its own. */
const marked = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    about('statement', `s${n}`, {
      ...said(n),
      metadata: { marking: { level: 'public', compartments: [`c${n}`] } },
    }),
  );
const clearedFor = (count: number): Clearance => ({
  level: 'public',
  compartments: Array.from({ length: count }, (_, n) => `c${n}`),
});

describe('a lens on the index of the log', () => {
  it.each([3, 10, 300])('shows all %i labels of a reader, also after a question that failed', (count) => {
    const { db } = memoryIndex(logOf(...marked(count)));
    const lens = new Lens(db, EU_LADDER);
    const ask = <T>(clearance: Clearance, question: () => T): T => lens.inSnapshot(clearance, question);
    const rows = () => db.prepare('SELECT count(*) FROM trail').pluck().get();
    expect(ask(clearedFor(1), rows)).toBe(1);
    const failing = () =>
      ask(clearedFor(count), () => {
        throw new Error('no answer');
      });
    expect(failing).toThrow('no answer');
    expect(ask(clearedFor(1), rows)).toBe(1);
    expect(ask(clearedFor(count), rows)).toBe(count);
  });
  it('shows what is added under new labels, to those who may see it', () => {
    const [first, second, third, ...rest] = logOf(...marked(5));
    const { db, add } = memoryIndex([first!, second!]);
    const lens = new Lens(db, EU_LADDER);
    const shownTo = (count: number) =>
      lens.inSnapshot(clearedFor(count), () => db.prepare('SELECT stream FROM trail ORDER BY ordinal').pluck().all());
    expect(shownTo(3)).toEqual([first!.stream, second!.stream]);
    add([third!]);
    expect(shownTo(3)).toEqual([first!.stream, second!.stream, third!.stream]);
    add(rest);
    expect(shownTo(3)).toEqual([first!.stream, second!.stream, third!.stream]);
    expect(shownTo(2)).toEqual([first!.stream, second!.stream]);
  });
});
