import type Database from 'better-sqlite3';
import { labelsFor, UnnamedTitle } from '../timeline/unnamed-title.js';

/** Fills the names of things into all titles. */
export const withNames = (views: Database.Database, body: object): object => {
  const titles: UnnamedTitle[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) collect(one);
    else if (isTitled(value)) titles.push(value.title);
  };
  const parts = Object.values(body);
  collect([body, ...parts]);
  const labels = labelsFor(views, titles);
  const filled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(filled);
    return isTitled(value) ? { ...value, title: value.title.named(labels) } : value;
  };
  const whole = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, filled(value)]));
  return isTitled(body) ? { ...whole, title: body.title.named(labels) } : whole;
};
const isTitled = (value: unknown): value is Readonly<{ title: UnnamedTitle }> =>
  typeof value === 'object' && value !== null && 'title' in value && value.title instanceof UnnamedTitle;
