import type { Kind } from '#domain/ids.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import type { SeededRandom } from './seeded-random.js';
import type { Fact } from '../projection/read-model.js';

/** A fact about thing number `thing` of its kind. */
export type FactGenerator = (draw: SeededRandom, thing: number) => Fact;

/** A fact of this type, whose ids are plain texts. */
export const fact = (type: Fact['type'], data: object): Fact => ({ type, data }) as Fact;

export const reasoned =
  (type: Fact['type']): FactGenerator =>
  (draw) =>
    fact(type, perhaps(draw, { reason: draw.text('reason') }));

/** A random subset of these fields. */
export const perhaps = (draw: SeededRandom, fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && !draw.oneIn(2)));

export const ZONES = ['Europe/Brussels', 'Asia/Shanghai'];
export const planned = (draw: SeededRandom) => {
  const day = draw.day();
  const on = draw.one([day, day, day, day.slice(0, 7), `${day.slice(0, 9)}X`, `${day}/..`])!;
  return draw.one([
    { on: parseEdtf(on) },
    { on: parseEdtf(on), text: draw.text('planned') },
    { on: parseEdtf(day), time: '09:30', zone: draw.one(ZONES) },
    { text: 'in the coming weeks' },
  ]);
};
const documents = [{ title: 'Annex' }, { url: 'https://example.org/annex', title: 'Annex II' }];
export const content = (draw: SeededRandom) =>
  draw.one([{ text: draw.text('content') }, { document: draw.one(documents) }, { text: 'x', document: documents[0] }])!;
export const about = (draw: SeededRandom, ...kinds: readonly Kind[]) => {
  const kind = draw.one(kinds)!;
  return { kind, id: draw.id(kind) };
};

export const PLACES = ['Brussels', 'Beijing', 'Geneva'];
