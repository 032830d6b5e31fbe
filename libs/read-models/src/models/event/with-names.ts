import type Database from 'better-sqlite3';
import { namesFor } from '../timeline/timeline.js';
import { fill, type Line } from '../timeline/wording.js';

/** Fills the names of things into all titles. */
export const withNames = (views: Database.Database, body: object): object => {
  const lines: Line[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) collect(one);
    else if (isTitled(value)) lines.push(value.title);
  };
  const parts = Object.values(body);
  collect([body, ...parts]);
  const nameOf = namesFor(views, lines);
  const filled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(filled);
    return isTitled(value) ? { ...value, title: fill(value.title, nameOf) } : value;
  };
  const whole = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, filled(value)]));
  return isTitled(body) ? { ...whole, title: fill(body.title, nameOf) } : whole;
};
const isTitled = (value: unknown): value is Readonly<{ title: Line }> =>
  typeof value === 'object' && value !== null && 'title' in value && Array.isArray(value.title);
