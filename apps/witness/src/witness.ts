import { areEqual } from '#ledger/primitives.js';
import { openCheckpoint, type OpenedCheckpoint } from '#ledger/checkpoint.js';
import { witnessVerifier } from '#ledger/cosignature.js';
import { witnessSigner } from '#ledger/signer.js';
import {
  formatNote,
  NoteRefused,
  noteVerifier,
  type NoteVerifier,
  type Signature,
  signatureOf,
} from '#ledger/signed-note.js';
import { Malformed, textOf } from '#ledger/strict-text.js';
import { verifyGrowth } from '#ledger/verify-proof.js';
import { parseAddCheckpoint } from '#ledger/witness-request.js';
import { verifierKeyOf } from './key.js';
import { LastSeen } from './last-seen.js';

type Of = Readonly<{ origin: string; size: number }>;
/** `contradiction`: a checkpoint signed by the log that is not shown to be consistent with the last one: evidence if it is a fork. */
export type Answer = Readonly<
  | ({ status: 200; cosignature: Signature; grew: boolean } & Of)
  | { status: 409; known: number; contradiction?: string }
  | { status: 422; because: string; contradiction: string }
  | { status: 400 | 403 | 404; because: string }
>;

/**
 * Stores the last checkpoint of each log, and cosigns only checkpoints that are consistent with it (C2SP tlog-witness).
 * Its promise: all checkpoints of a log that it ever cosigns are consistent with each other.
 */
export class Witness {
  readonly verifierKey: string;
  private readonly signer: ReturnType<typeof witnessSigner>;
  private readonly logs = new Map<string, NoteVerifier[]>();
  private readonly lastSeen: LastSeen;

  /**
   * @param logs verifier keys; several of one name are keys of one log
   * @param now milliseconds since 1970
   */
  constructor(
    folder: string,
    signerKey: string,
    logs: readonly string[],
    private readonly now: () => number = Date.now,
  ) {
    this.verifierKey = verifierKeyOf(signerKey);
    this.signer = witnessSigner(signerKey);
    this.lastSeen = new LastSeen(folder, witnessVerifier(this.verifierKey));
    for (const key of logs.map(noteVerifier)) this.logs.set(key.name, [...(this.logs.get(key.name) ?? []), key]);
  }

  /** The last seen size of each log. @throws StateUnreadable */
  seen(): readonly Of[] {
    return [...this.logs.keys()].map((origin) => ({ origin, size: this.lastSeen.of(origin).size }));
  }

  /**
   * Runs in one turn of the event loop, from reading the state to the last byte on the disk, so no other request runs in
   * between.
   * @throws StateUnreadable
   * @throws what the system says of the disk; nothing was cosigned then
   */
  addCheckpoint(body: Uint8Array): Answer {
    try {
      return this.decide(textOf(body, 'add-checkpoint'));
    } catch (error) {
      if (error instanceof Malformed) return { status: 400, because: error.message };
      if (error instanceof NoteRefused) return { status: 403, because: error.message };
      throw error;
    }
  }

  private decide(body: string): Answer {
    const { old, proof, checkpoint, unverified } = parseAddCheckpoint(body);
    const { origin, size } = unverified;
    const keys = this.logs.get(origin);
    if (keys === undefined)
      return { status: 404, because: `This witness does not know the log ${origin}. Ask its operator to add its key.` };
    const opened = openCheckpoint(checkpoint, keys);

    const known = this.lastSeen.of(origin);
    if (old !== known.size) return { status: 409, known: known.size };
    const contradiction = signedByLog(opened);
    if (size === known.size && !areEqual(opened.root, known.root))
      return { status: 409, known: known.size, contradiction };
    const verdict = verifyGrowth(known, opened, proof);
    if (!verdict.holds)
      return {
        status: 422,
        because: `The checkpoint is not shown to be consistent with the last one: ${verdict.because}.`,
        contradiction,
      };

    const cosignature = signatureOf(opened.text, this.signer(Math.floor(this.now() / 1000)));
    // Stored even if it is the same tree: an earlier write may not have reached the disk.
    this.lastSeen.keep(origin, formatNote({ text: opened.text, signatures: [...opened.signatures, cosignature] }));
    return { status: 200, cosignature, grew: size > known.size, origin, size };
  }
}

const signedByLog = ({ text, signatures }: OpenedCheckpoint) => formatNote({ text, signatures });
