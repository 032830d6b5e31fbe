import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '#domain/decode.js';
import { canonicalJson } from '#ledger/canonical.js';
import { byStream, logged } from '../projection/logged-event.js';
import { thingFrom } from '../projection/thing.js';
import { models as replayed } from './replayed-models.js';
import { onlyNames } from './trail/only-names.js';
import type { LoggedEvent, ReadModel, Row } from '../projection/read-model.js';

/** No row of it is ever kept: it has some at past moments alone, whose files end with their service. */
const models = replayed.filter((model) => model !== onlyNames);

/**
 * A new version of the service keeps the existing views.db if the version of each model is unchanged. So `rows.json` has,
 * for each version of a model, the SHA-256 of its rows for each log here. Never change an existing line or log: a
 * views.db may have rows of that version. Other rows require a new version with its own lines; the failure says which. An
 * event type that is in no log requires a further log.
 */
const folder = join(process.cwd(), 'libs/read-models/src/models/golden');
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const lines = JSON.parse(textOf('rows.json')) as Readonly<Record<string, string>>;
const files = readdirSync(folder).filter((file) => file.endsWith('.ndjson'));
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** One line for each event, in the order of the log. */
const logIn = (file: string): readonly LoggedEvent[] => {
  const revisions = new Map<string, number>();
  return textOf(file)
    .trimEnd()
    .split('\n')
    .map((line, ordinal) => {
      const { data, metadata, ...event } = JSON.parse(line) as Record<'id' | 'stream' | 'type', string> &
        Record<'data' | 'metadata', unknown>;
      const revision = revisions.get(event.stream) ?? 0;
      revisions.set(event.stream, revision + 1);
      const stored = { ...event, revision, data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
      // No row contains the seal of an event or its position in the engine.
      return logged({ ...stored, position: String(ordinal), salt: '', entry: '' }, ordinal);
    });
};
const logs = files.map((file) => ({ file, events: logIn(file) }));

const tablesOf = ({ texts = {}, tables }: ReadModel) => [...Object.keys(texts), ...Object.keys(tables)];

/** All rows of each table, in the order in which they were inserted. */
const rowsOf = (model: ReadModel, events: readonly LoggedEvent[]): Readonly<Record<string, readonly Row[]>> => {
  const things = [...byStream(events).values()].map(thingFrom).filter(({ kind }) => model.kinds.includes(kind));
  const made = things.map((thing) => model.rows(thing));
  return Object.fromEntries(tablesOf(model).map((table) => [table, made.flatMap((rows) => rows[table] ?? [])]));
};

/** @returns what to do about the rows of this model; undefined if they match its version */
const adviceOn = (model: ReadModel, file: string, events: readonly LoggedEvent[], kept = lines): string | undefined => {
  const digest = sha256(canonicalJson(rowsOf(model, events)));
  const nameAs = (version: number) => `${model.name}@${version} ${file}`;
  const before = kept[nameAs(model.version)];
  if (before === digest) return undefined;
  const version = before === undefined ? model.version : model.version + 1;
  return [
    before === undefined
      ? `rows.json has no line for version ${version} of "${model.name}" and ${file}.`
      : `"${model.name}" has other rows for ${file} than its version ${model.version}, and existing views would keep those. Increase its version to ${version}, and keep the old lines.`,
    'Add this line to libs/read-models/src/models/golden/rows.json:',
    `  "${nameAs(version)}": "${digest}"`,
  ].join('\n');
};

describe('the rows of every read model', () => {
  it.each(models.flatMap((model) => logs.map(({ file, events }) => [model.name, file, model, events] as const)))(
    '%s are those of its version, for %s',
    (_, file, model, events) => {
      const advice = adviceOn(model, file, events);
      // A failed expectation would print the line with escaped quotes; an error prints it as it must be added.
      if (advice !== undefined) throw new Error(advice);
      expect(advice).toBeUndefined();
    },
  );
  it('have no version that is higher than the current one', () => {
    const later = models.flatMap(({ name, version }) =>
      Object.keys(lines).filter((line) => line.startsWith(`${name}@`) && Number(/@(\d+) /.exec(line)![1]) > version),
    );
    expect(later).toEqual([]);
  });
  it('are made from unmodified logs', () => {
    const changed = files.flatMap((file) => {
      const [kept, digest] = [lines[file], sha256(textOf(file))];
      if (kept === digest) return [];
      return kept === undefined
        ? `rows.json has no line for ${file}. Add this one: "${file}": "${digest}"`
        : `${file} was changed. Restore it, and put new events into a further log.`;
    });
    expect(changed).toEqual([]);
  });
  it('are made from every type of event, with some in every table', () => {
    const events = logs.flatMap((log) => log.events);
    expect(EVENT_TYPES.filter((type) => !events.some((event) => event.type === type))).toEqual([]);
    const empty = models.flatMap((model) => {
      const made = logs.map((log) => rowsOf(model, log.events));
      return tablesOf(model).filter((table) => made.every((rows) => rows[table]!.length === 0));
    });
    expect(empty).toEqual([]);
  });
});

describe('a read model with other rows', () => {
  const [{ file, events }] = logs as [(typeof logs)[number]];
  const [model] = models as [ReadModel];
  const changed: ReadModel = {
    ...model,
    rows: (thing) =>
      Object.fromEntries(Object.entries(model.rows(thing)).map(([table, rows]) => [table, rows.slice(1)])),
  };
  const next = model.version + 1;
  const named = (version: number) => `"${model.name}@${version} ${file}"`;

  it('fails with the version to use and the line to add', () => {
    expect(adviceOn(changed, file, events)).toContain(`Increase its version to ${next}`);
    expect(adviceOn(changed, file, events)).toMatch(new RegExp(`\\n  ${named(next)}: "[0-9a-f]{64}"$`));
  });
  it('is accepted with that line', () => {
    const raised = { ...changed, version: next };
    const advice = adviceOn(raised, file, events)!;
    expect(advice).toContain(`rows.json has no line for version ${next}`);
    const line = JSON.parse(`{${advice.split('\n').at(-1)!}}`) as Record<string, string>;
    expect(adviceOn(raised, file, events, { ...lines, ...line })).toBeUndefined();
  });
});
