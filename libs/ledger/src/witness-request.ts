import { type Checkpoint, parseCheckpoint } from './checkpoint.js';
import { parseNote } from './signed-note.js';
import { decimalOf, formatProof, Malformed, parseProof } from './strict-text.js';

/**
 * The body of `POST /add-checkpoint` (C2SP tlog-witness), a request for a cosignature. `old`: the size that the witness
 * cosigned last, 0 for none. `proof`: the consistency proof from there, empty if `old` is 0. `checkpoint`: the signed note,
 * unmodified. A witness responds with signature lines: `formatSignatures`, `parseSignatures`.
 */
export type AddCheckpoint = Readonly<{ old: number; proof: readonly Uint8Array[]; checkpoint: string }>;

export const formatAddCheckpoint = ({ old, proof, checkpoint }: AddCheckpoint): string =>
  `old ${old}\n${formatProof(proof)}\n${checkpoint}`;

/**
 * Parses the body without verifying it. Use `unverified` to look up the keys of its origin.
 * @throws Malformed also if the log would have shrunk: 400 Bad Request
 */
export const parseAddCheckpoint = (body: string): AddCheckpoint & Readonly<{ unverified: Checkpoint }> => {
  const end = body.indexOf('\n\n');
  if (end < 0) throw new Malformed('add-checkpoint', 'there is no empty line before the checkpoint');
  const [first = '', ...lines] = body.slice(0, end).split('\n');
  const [, digits = ''] = /^old (.*)$/.exec(first) ?? [];
  const old = decimalOf(digits);
  if (old === undefined) throw new Malformed('add-checkpoint', 'its first line is not "old" and a size');

  const [proof, checkpoint] = [parseProof(lines, 'add-checkpoint'), body.slice(end + 2)];
  const unverified = parseCheckpoint(parseNote(checkpoint).text);
  if (old > unverified.size) throw new Malformed('add-checkpoint', 'the old size is larger than the checkpoint');
  return { old, proof, checkpoint, unverified };
};

/** The media type of a response 409, whose body is the size that the witness cosigned last. */
export const TREE_SIZE_TYPE = 'text/x.tlog.size';

export const formatTreeSize = (size: number): string => `${size}\n`;

/** @throws Malformed */
export const parseTreeSize = (body: string): number => {
  const size = body.endsWith('\n') ? decimalOf(body.slice(0, -1)) : undefined;
  if (size === undefined) throw new Malformed('tree-size', 'it is not a number and a newline');
  return size;
};
