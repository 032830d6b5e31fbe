import { parseCheckpoint } from '#ledger/checkpoint.js';
import { cosignatureTime } from '#ledger/cosignature.js';
import { toBase64 } from '#ledger/primitives.js';
import { parseNote, type Signature } from '#ledger/signed-note.js';
import { Malformed } from '#ledger/strict-text.js';

/** What a checkpoint says. Its signatures are not verified: whoever has the keys does that. */
export type Told = Readonly<{
  note: string;
  origin: string;
  size: number;
  root: string;
  cosignatures: readonly Readonly<{ name: string; at: string | undefined }>[];
}>;

/** @throws Malformed */
export const noteOf = (note: string): Told => {
  const { text, signatures } = parseNote(note);
  const { origin, size, root } = parseCheckpoint(text);
  const others = signatures.filter(({ name }) => name !== origin);
  return {
    note,
    origin,
    size,
    root: toBase64(root),
    cosignatures: others.map((one) => ({ name: one.name, at: timeOf(one) })),
  };
};

/** When it was made; undefined if it is a signature of another kind, which has no time. */
const timeOf = (signature: Signature): string | undefined => {
  try {
    return new Date(cosignatureTime(signature) * 1_000).toISOString();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return undefined;
  }
};
