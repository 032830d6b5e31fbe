import { describe, expect, it } from '@jest/globals';
import { columnsOf, type Described } from './columns.js';
import { listAsCsv } from './list-as-csv.js';

const text: Described = { type: 'string' };
const idOf = (kind: string): Described => ({ type: 'string', format: 'uuid', 'x-refers': kind });
const object = (properties: Record<string, Described>): Described => ({ type: 'object', properties });
const SCHEMAS: Record<string, Described> = {
  Account: object({ eventId: idOf('event'), recordedBy: text }),
  Planned: { oneOf: [object({ on: text }), object({ text, on: text })] },
  Tree: object({ text, inner: { $ref: '#/components/schemas/Tree' } }),
};
const named = (name: string): Described => ({ $ref: `#/components/schemas/${name}` });
const [EU, CHINA] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const NAMES = { [EU]: { kind: 'party', label: 'European Union' } } as const;

const tableOf = (item: Described, ...rows: readonly object[]) =>
  listAsCsv(
    columnsOf(item, SCHEMAS),
    rows.map((row) => ({ item: row, marking: 'public' })),
    NAMES,
  )
    .replaceAll('"', '')
    .split('\r\n')
    .slice(0, -1);

describe('the columns of a list', () => {
  it('begin with the marking, and end with who reported it and when', () => {
    const item = { allOf: [named('Account'), object({ title: text, count: { type: 'integer' } })] };
    expect(tableOf(item, { eventId: EU, recordedBy: 'Ana', title: 'Talks', count: 3 })).toEqual([
      'marking,title,count,eventId,recordedBy',
      `public,Talks,3,${EU},Ana`,
    ]);
  });
  it('are there for what a row does not have, also where there are alternatives', () => {
    const item = object({ planned: named('Planned'), place: { oneOf: [text, { type: 'null' }] } });
    expect(tableOf(item, { planned: { on: '2025-10-30' } }, { place: null })).toEqual([
      'marking,planned.on,planned.text,place',
      'public,2025-10-30,,',
      'public,,,',
    ]);
    expect(tableOf(item)).toEqual(['marking,planned.on,planned.text,place']);
  });
  it('have the names of things beside their ids, empty where a name is not known', () => {
    const item = object({ actorId: idOf('party'), partyIds: { type: 'array', items: idOf('party') } });
    expect(tableOf(item, { actorId: CHINA, partyIds: [EU, CHINA] })).toEqual([
      'marking,actorName,actorId,partyNames,partyIds',
      `public,,${CHINA},European Union; ,${EU}; ${CHINA}`,
    ]);
  });
  it('have lists in one cell, in words, and of a history how many facts it has', () => {
    const coming = { type: 'array', items: object({ personId: idOf('party'), words: { type: 'array', items: text } }) };
    const item = object({
      coming,
      tags: { type: 'array', items: text },
      history: { type: 'array', items: object({}) },
    });
    const people = [{ partyId: EU, words: ['yes', 'no'] }, { partyId: CHINA }];
    expect(tableOf(item, { coming: people, tags: ['a', 'b'], history: [{}, {}] })).toEqual([
      'marking,coming,tags,history',
      `public,partyId: European Union, words: [yes; no] | partyId: ${CHINA},a; b,2`,
    ]);
  });
  it('have texts within words between quotation marks, which nobody can write fields into', () => {
    const item = object({ said: { type: 'array', items: object({ text }) } });
    const said = [{ text: 'no”, text: “yes' }, { text: 'a | b {c} \\' }];
    expect(tableOf(item, { said })[1]).toBe('public,text: “no\\”, text: “yes” | text: “a \\| b \\{c\\} \\\\”');
  });
  it('have what is voided as that, and names that would look like several between quotation marks', () => {
    const item = object({ partyIds: { type: 'array', items: idOf('party') } });
    const names = {
      [EU]: { kind: 'party', label: 'EU; China' },
      [CHINA]: { kind: 'party', label: 'UK', voided: true },
    } as const;
    const row = { item: { partyIds: [EU, CHINA] }, marking: 'public' };
    expect(listAsCsv(columnsOf(item, SCHEMAS), [row], names).split('\r\n')[1]).toBe(
      `"public","“EU; China”; UK (voided)","${EU}; ${CHINA}"`,
    );
  });
  it('end where something is nested without an end, in words', () => {
    expect(
      tableOf(named('Tree'), { text: 'a', inner: { text: 'b', inner: { inner: { inner: { text: 'e' } } } } }),
    ).toEqual([
      'marking,text,inner.text,inner.inner.text,inner.inner.inner.text,inner.inner.inner.inner',
      'public,a,b,,,text: e',
    ]);
  });
  it('are refused if two have one name', () => {
    const item = object({ partyId: idOf('party'), partyName: text });
    expect(() => tableOf(item)).toThrow('two columns with the name partyName');
  });
});
