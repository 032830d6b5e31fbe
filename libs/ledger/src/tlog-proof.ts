import { fromBase64, toBase64 } from '#ledger/primitives.js';
import { openCheckpoint, type OpenedCheckpoint } from './checkpoint.js';
import { leafHash } from './merkle.js';
import type { NoteVerifier } from './signed-note.js';
import { decimalOf, formatProof, Malformed, parseProof } from './strict-text.js';
import { verifyInclusion } from './verify-proof.js';

/**
 * A file that proves offline that an entry is in a log (C2SP tlog-proof, `.tlog-proof`). `index` counts from 0; `proof` is
 * the inclusion proof; `checkpoint` is the signed note, unmodified. `extra` is for convenience and not verified.
 */
export type TlogProof = Readonly<{
  index: number;
  proof: readonly Uint8Array[];
  checkpoint: string;
  extra?: Uint8Array;
}>;

/** The first line of the file. */
export const TLOG_PROOF = 'c2sp.org/tlog-proof@v1';

export const formatTlogProof = ({ index, proof, checkpoint, extra }: TlogProof): string =>
  `${TLOG_PROOF}\n${extra ? `extra ${toBase64(extra)}\n` : ''}index ${index}\n${formatProof(proof)}\n${checkpoint}`;

/** Parses the file without verifying it. @throws Malformed */
export const parseTlogProof = (file: string): TlogProof => {
  const end = file.indexOf('\n\n');
  if (end < 0) throw new Malformed('tlog-proof', 'there is no empty line before the checkpoint');
  const [header, ...lines] = file.slice(0, end).split('\n');
  if (header !== TLOG_PROOF) throw new Malformed('tlog-proof', `its first line is not ${TLOG_PROOF}`);

  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice('extra '.length)) : null;
  if (extra === undefined) throw new Malformed('tlog-proof', 'its extra data is not base64');
  const [, digits = ''] = /^index (.*)$/.exec(lines.shift() ?? '') ?? [];
  const index = decimalOf(digits);
  if (index === undefined) throw new Malformed('tlog-proof', 'it has no index line');
  const proof = parseProof(lines, 'tlog-proof');
  return { index, proof, checkpoint: file.slice(end + 2), ...(extra && { extra }) };
};

/** A well-formed proof that does not prove this entry. */
export class NotProved extends Error {
  readonly code = 'not-proved';
  constructor(because: string) {
    super(`The entry is not proved: ${because}.`);
    this.name = NotProved.name;
  }
}

/**
 * Verifies that the file proves this entry to be in the log.
 * @param entry the entry of the event: 32 bytes that the caller has computed, never taken from the file
 * @param log the keys of the log, and `witnesses` those whose cosignatures count, as in `openCheckpoint`
 * @returns the index of the entry, and the checkpoint with the verified cosignatures
 * @throws Malformed
 * @throws NoteRefused if the checkpoint is not of this log
 * @throws NotProved
 */
export const openTlogProof = (
  file: string,
  entry: Uint8Array,
  log: readonly NoteVerifier[],
  witnesses: readonly NoteVerifier[] = [],
): Readonly<{ index: number; checkpoint: OpenedCheckpoint }> => {
  const { index, proof, checkpoint: signed } = parseTlogProof(file);
  const checkpoint = openCheckpoint(signed, log, witnesses);
  const verdict = verifyInclusion(leafHash(entry), index, checkpoint.size, proof, checkpoint.root);
  if (!verdict.holds) throw new NotProved(verdict.because);
  return { index, checkpoint };
};
