import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';

export type Path = readonly (string | number)[];
/** Where something stands in a file, line and column from 1. */
export type Place = Readonly<{ file: string; line: number; column: number }>;
export type Problem = Place & Readonly<{ message: string }>;

/** A file as it was read. `at` finds the place of a value; with `key`, of the name of the field that has it. */
export type DossierFile = Readonly<{
  file: string;
  value: unknown;
  problems: readonly Problem[];
  at: (path: Path, key?: boolean) => Place;
}>;

// A dossier uses one anchor for the source of most of its entries, which a defence against hostile YAML would count as an attack.
const MANY_ALIASES = 100_000;

export const readDossier = (file: string, text: string): DossierFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const place = (offset: number | undefined): Place => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    ...place(pos[0]),
    message: `This is no YAML: ${message.split('\n')[0]!}`,
  }));
  let value: unknown;
  if (problems.length === 0)
    try {
      value = document.toJS({ maxAliasCount: MANY_ALIASES });
    } catch (error) {
      problems.push({
        ...place(0),
        message: `This is no YAML: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  return { file, value, problems, at: (path, key = false) => place(offsetOf(document, path, key)) };
};

/** A file whose text cannot be read at all. */
export const unreadDossier = (problem: Problem): DossierFile => {
  const { file, line, column } = problem;
  return { file, value: undefined, problems: [problem], at: () => ({ file, line, column }) };
};

/** As deep as the path leads: what is missing has no place, so the place of what it is missing from stands for it. */
const offsetOf = (document: Document, path: Path, key: boolean): number | undefined => {
  let node: unknown = document.contents;
  let offset = rangeOf(node);
  for (const [i, step] of path.entries()) {
    const pair: Pair | undefined = isMap(node) ? pairIn(document, node, String(step)) : undefined;
    const next = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined;
    if (next === undefined && pair === undefined) break;
    const named = rangeOf(pair?.key);
    offset = (key && i === path.length - 1 ? named : rangeOf(next)) ?? named ?? offset;
    node = resolved(document, next);
  }
  return offset;
};

/** The field of a map, also where it was merged in by `<<`. */
const pairIn = (document: Document, map: Node, field: string): Pair | undefined => {
  if (!isMap(map)) return undefined;
  const own = map.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === field);
  if (own) return own;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || (key.source !== '<<' && key.value !== '<<')) continue;
    const merged = resolved(document, value);
    for (const one of isSeq(merged) ? merged.items : [merged]) {
      const found = pairIn(document, resolved(document, one) as Node, field);
      if (found) return found;
    }
  }
  return undefined;
};

const resolved = (document: Document, node: unknown): unknown =>
  isAlias(node) ? (node.resolve(document) ?? node) : node;

const rangeOf = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? (node.range[0] as number)
    : undefined;
