import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '#domain/decode.js';
import { canonicalJson } from '#ledger/canonical.js';
import { byStream, logged, thingFrom } from '../projection/logged-event.js';
import { models } from './models.js';
import type { LoggedEvent, ReadModel, Row } from '../projection/read-model.js';

/**
 * Whoever starts a new version keeps a views.db of the old one, and goes by the version of each model whether its rows
 * are still right. So `rows.json` has, for each version of a model, the SHA-256 of the rows that it makes of each log
 * here. A line or a log that is there is never changed: somebody may have rows that were made by it. Other rows need
 * another version, and its lines; what fails says which. A type of event that no log tells of needs a further log.
 */
const folder = join(process.cwd(), 'libs/read-models/src/models/golden');
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const lines = JSON.parse(textOf('rows.json')) as Readonly<Record<string, string>>;
const files = readdirSync(folder).filter((file) => file.endsWith('.ndjson'));
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A line each event, in the order of the log. */
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
      // What seals an event, and where the engine has it, is in no row.
      return logged({ ...stored, position: String(ordinal), salt: '', entry: '' }, ordinal);
    });
};
const logs = files.map((file) => ({ file, events: logIn(file) }));

/** All rows of each table, in the order in which they are made. */
const rowsOf = (model: ReadModel, events: readonly LoggedEvent[]): Readonly<Record<string, readonly Row[]>> => {
  const things = [...byStream(events).values()].map(thingFrom).filter(({ kind }) => model.kinds.includes(kind));
  const made = things.map((thing) => model.rows(thing));
  return Object.fromEntries(
    Object.keys(model.tables).map((table) => [table, made.flatMap((rows) => rows[table] ?? [])]),
  );
};

/** @returns what is to be done about the rows of this model; nothing where they are those of its version */
const adviceOn = (model: ReadModel, file: string, events: readonly LoggedEvent[], kept = lines): string | undefined => {
  const digest = sha256(canonicalJson(rowsOf(model, events)));
  const nameAs = (version: number) => `${model.name}@${version} ${file}`;
  const before = kept[nameAs(model.version)];
  if (before === digest) return undefined;
  const version = before === undefined ? model.version : model.version + 1;
  return [
    before === undefined
      ? `Nothing says which rows version ${version} of "${model.name}" makes of ${file}.`
      : `"${model.name}" makes other rows of ${file} than its version ${model.version} did, and whoever has those would keep them. Raise its version to ${version}, and leave the old lines as they are.`,
    'Add this line to libs/read-models/src/models/golden/rows.json:',
    `  "${nameAs(version)}": "${digest}"`,
  ].join('\n');
};

describe('the rows of every read model', () => {
  it.each(models.flatMap((model) => logs.map(({ file, events }) => [model.name, file, model, events] as const)))(
    '%s are those of its version, of %s',
    (_, file, model, events) => {
      const advice = adviceOn(model, file, events);
      // What is expected and is not so is printed with its quotes escaped; what is thrown, as it is to be written.
      if (advice !== undefined) throw new Error(advice);
      expect(advice).toBeUndefined();
    },
  );
  it('are of no version that was taken back', () => {
    const later = models.flatMap(({ name, version }) =>
      Object.keys(lines).filter((line) => line.startsWith(`${name}@`) && Number(/@(\d+) /.exec(line)![1]) > version),
    );
    expect(later).toEqual([]);
  });
  it('are made of logs that nobody has changed', () => {
    const changed = files.flatMap((file) => {
      const [kept, digest] = [lines[file], sha256(textOf(file))];
      if (kept === digest) return [];
      return kept === undefined
        ? `Nothing says how ${file} is. Add this line to rows.json: "${file}": "${digest}"`
        : `${file} is not as it was. Put it back, and tell what is new in a further log.`;
    });
    expect(changed).toEqual([]);
  });
  it('are made of every type of event, and there are some in every table', () => {
    const events = logs.flatMap((log) => log.events);
    expect(EVENT_TYPES.filter((type) => !events.some((event) => event.type === type))).toEqual([]);
    const empty = models.flatMap((model) => {
      const made = logs.map((log) => rowsOf(model, log.events));
      return Object.keys(model.tables).filter((table) => made.every((rows) => rows[table]!.length === 0));
    });
    expect(empty).toEqual([]);
  });
});

describe('a read model that makes other rows', () => {
  const [{ file, events }] = logs as [(typeof logs)[number]];
  const [model] = models as [ReadModel];
  const changed: ReadModel = {
    ...model,
    rows: (thing) =>
      Object.fromEntries(Object.entries(model.rows(thing)).map(([table, rows]) => [table, rows.slice(1)])),
  };
  const next = model.version + 1;
  const named = (version: number) => `"${model.name}@${version} ${file}"`;

  it('is told to raise its version, and which line to add', () => {
    expect(adviceOn(changed, file, events)).toContain(`Raise its version to ${next}`);
    expect(adviceOn(changed, file, events)).toMatch(new RegExp(`\\n  ${named(next)}: "[0-9a-f]{64}"$`));
  });
  it('is taken with that line, and before that only told of it', () => {
    const raised = { ...changed, version: next };
    const advice = adviceOn(raised, file, events)!;
    expect(advice).toContain(`Nothing says which rows version ${next}`);
    const line = JSON.parse(`{${advice.split('\n').at(-1)!}}`) as Record<string, string>;
    expect(adviceOn(raised, file, events, { ...lines, ...line })).toBeUndefined();
  });
});
