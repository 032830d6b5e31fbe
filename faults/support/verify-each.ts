import { createInterface } from 'node:readline';
import type { Trust } from '#ledger/audit/claims.js';
import { verifyFile } from '#ledger/audit/verify-file.js';
import { witnessVerifier } from '#ledger/cosignature.js';
import { noteVerifier } from '#ledger/signed-note.js';

/** A file that is to be verified, in base64, and the keys and the checkpoint to verify it with. */
export type ToVerify = Readonly<{
  file: string;
  key: string;
  witness?: string | undefined;
  since?: string | undefined;
}>;

/** In bytes. */
const CHUNK = 1021;

/** A program: for each `ToVerify` on a line of its input, the verdict on a line of its output. */
for await (const line of createInterface({ input: process.stdin })) {
  const { file, key, witness, since } = JSON.parse(line) as ToVerify;
  const trust: Trust = {
    logKeys: [noteVerifier(key)],
    witnessKeys: witness === undefined ? [] : [witnessVerifier(witness)],
    ...(since !== undefined && { since }),
  };
  async function* bytes() {
    // In a browser a chunk is a plain array of bytes, and ends anywhere.
    const all = Uint8Array.from(Buffer.from(file, 'base64'));
    for (let from = 0; from < all.length; from += CHUNK) yield all.slice(from, from + CHUNK);
  }
  process.stdout.write(`${JSON.stringify(await verifyFile(bytes(), { trust }))}\n`);
}
