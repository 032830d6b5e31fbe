import {
  Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { suggest } from './suggest.js';
import { derailsParser, describeYamlError } from './yaml-errors.js';

export type Path = readonly (string | number)[];
/** A position in a file; line and column count from 1. */
export type SourcePosition = Readonly<{ file: string; line: number; column: number }>;
export type Problem = SourcePosition & Readonly<{ message: string }>;

/** A parsed file. `at` returns the position of a value; with `key`, that of the name of its field. */
export type DossierFile = Readonly<{
  file: string;
  value: unknown;
  problems: readonly Problem[];
  at: (path: Path, key?: boolean) => SourcePosition;
}>;

// A dossier may use one anchor in most of its entries, which exceeds the library's default limit against malicious YAML.
const MANY_ALIASES = 100_000;

export const readDossier = (file: string, text: string): DossierFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const place = (offset: number | undefined): SourcePosition => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const errors = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  const slips = errors.length > 0 ? syntaxErrors(document, text, errors) : resolveAliases(document);
  const problems = slips.map(({ offset, message }) => ({ ...place(offset), message }));
  let value: unknown;
  if (problems.length === 0)
    try {
      value = document.toJS({ maxAliasCount: MANY_ALIASES });
    } catch (error) {
      problems.push({
        ...place(0),
        message: `This is not valid YAML: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  return { file, value, problems, at: (path, key = false) => place(offsetOf(document, path, key)) };
};

type SyntaxProblem = Readonly<{ offset: number; message: string }>;

/** The errors up to the first one that derails the parser: most later ones are caused by it. */
const syntaxErrors = (document: Document, text: string, errors: readonly YAMLError[]): readonly SyntaxProblem[] => {
  const first = errors.findIndex((error) => derailsParser(error));
  const reported = first === -1 ? errors : errors.slice(0, first + 1);
  const more = errors.length - reported.length;
  return reported.map((error, i) => {
    const opened = i === first ? quoteBefore(document, text, error.pos[0]) : undefined;
    const words =
      opened === undefined ? describeYamlError(error) : `the quote that opens here is not closed, or closed too late.`;
    const others = i === first && more > 0 ? ' Fix this first: further errors may be caused by it.' : '';
    return { offset: opened ?? error.pos[0], message: `This is not valid YAML: ${words}${others}` };
  });
};

/** The start of a quoted text over several lines that ends at the error. */
const quoteBefore = (document: Document, text: string, offset: number): number | undefined => {
  let opens: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if ((type !== 'QUOTE_DOUBLE' && type !== 'QUOTE_SINGLE') || !range) return;
      const [start, end] = range;
      if (Math.abs(end - offset) <= 1 && text.slice(start, end).includes('\n')) opens = start;
    },
  });
  return opens;
};

/** Resolves aliases. Reports aliases without an anchor, or inside their own anchor. */
const resolveAliases = (document: Document): readonly SyntaxProblem[] => {
  const anchors = new Map<string, Node>();
  const slips: SyntaxProblem[] = [];
  visit(document, {
    Node: (_, node, path) => {
      const offset = rangeOf(node) ?? 0;
      if (!isAlias(node)) {
        if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node);
        return;
      }
      const { source } = node;
      const named = anchors.get(source);
      if (named === undefined)
        slips.push({
          offset,
          message: `There is no anchor &${source} before the alias *${source}.${suggest(source, anchors.keys())}`,
        });
      else if (path.some((one) => one === named))
        slips.push({
          offset,
          message: `The alias *${source} is inside its own anchor &${source}, which would never end.`,
        });
      else link(node, named);
    },
    Pair: (_, { key, value }) => {
      if (!isMerge(key)) return;
      // An anchor comes before its alias, so it is known here.
      const named = (one: unknown) => (isAlias(one) ? (anchors.get(one.source) ?? one) : one);
      const merged = named(value);
      for (const one of isSeq(merged) ? merged.items.map(named) : [merged])
        if (!isAlias(one) && !isMap(one))
          slips.push({
            offset: rangeOf(value) ?? rangeOf(key) ?? 0,
            message: '"<<" merges a map, but this is not a map.',
          });
    },
  });
  return slips;
};

/** The library searches everything before an alias each time, which takes quadratic time. */
const link = (alias: Alias, named: Node) => {
  alias.resolve = (document, context) => {
    if (context === undefined) return named as ReturnType<Alias['resolve']>;
    context.aliasResolveCache = [named, alias];
    return Alias.prototype.resolve.call(alias, document, context);
  };
};

/** A file that could not be decoded. */
export const unreadDossier = (problem: Problem): DossierFile => {
  const { file, line, column } = problem;
  return { file, value: undefined, problems: [problem], at: () => ({ file, line, column }) };
};

/** The offset of the deepest existing value on the path. */
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

/** The field of a map, including fields merged by `<<`. */
const pairIn = (document: Document, map: Node, field: string): Pair | undefined => {
  if (!isMap(map)) return undefined;
  const own = map.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === field);
  if (own) return own;
  for (const { key, value } of map.items) {
    if (!isMerge(key)) continue;
    const merged = resolved(document, value);
    for (const one of isSeq(merged) ? merged.items : [merged]) {
      const found = pairIn(document, resolved(document, one) as Node, field);
      if (found) return found;
    }
  }
  return undefined;
};

const isMerge = (key: unknown) => isScalar(key) && (key.source === '<<' || key.value === '<<');

const resolved = (document: Document, node: unknown): unknown =>
  isAlias(node) ? (node.resolve(document) ?? node) : node;

const rangeOf = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? (node.range[0] as number)
    : undefined;
