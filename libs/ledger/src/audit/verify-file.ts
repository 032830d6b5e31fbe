import { fromUtf8 } from '#ledger/primitives.js';
import type { Trust } from './claims.js';
import { type Finding, Unreadable } from './finding.js';
import { linesOf } from './lines.js';
import { peek } from './peek.js';
import type { Audit } from './verification.js';
import { verifyAudit } from './verify-audit.js';
import {
  type EventProof,
  type EventProofAudit,
  isEventProof,
  parseEventProof,
  verifyEventProof,
} from './verify-event-proof.js';

/** What a file turned out to be. Any file that is not the proof of an event is read as an audit file. */
export type FileVerdict =
  | Readonly<{ kind: 'audit-file'; audit: Audit }>
  | Readonly<{ kind: 'event-proof'; audit: EventProofAudit }>;

/**
 * `trust`: its `since` is for an audit file. `event`: for a tlog-proof, JSON with the event and its salt. `checkpointOf`: the signed checkpoint for a proof, in place of
 * that in it. `asOf`: for an audit file, an instant at which the number of entries is wanted.
 */
export type FileOptions = Readonly<{
  trust: Trust;
  event?: string | undefined;
  checkpointOf?: (proof: EventProof) => string | undefined;
  asOf?: string | undefined;
  /** Told what the file is before it is verified; what it throws ends the verification. */
  onKind?: (kind: FileVerdict['kind']) => void;
  /** Told of each line of an audit file when it is its turn, and how many were read with it. */
  onLine?: (count: number, line: string) => void;
}>;

/** Verifies an audit file or the proof of one event. */
export const verifyFile = async (
  source: AsyncIterable<Uint8Array>,
  { trust, event, checkpointOf, asOf, onKind, onLine }: FileOptions,
): Promise<FileVerdict> => {
  const { whole, bytes } = await peek(source);
  const proof = whole && proofIn(whole, event);
  if (proof !== undefined) {
    onKind?.('event-proof');
    return { kind: 'event-proof', audit: verifyProof(proof, trust, checkpointOf) };
  }
  onKind?.('audit-file');
  async function* counted() {
    let count = 0;
    for await (const line of linesOf(bytes)) {
      onLine?.((count += 1), line);
      yield line;
    }
  }
  return { kind: 'audit-file', audit: await verifyAudit(counted(), trust, asOf) };
};

/** What was read, or why it cannot be; undefined if it is no proof. */
const proofIn = (whole: Uint8Array, event: string | undefined): EventProof | Finding | undefined =>
  findingOr(() => {
    const text = fromUtf8(whole);
    if (text !== undefined) return parseEventProof(text, event);
    // An audit file that is not UTF-8 is refused at the line where it is not.
    if (!isEventProof(new TextDecoder().decode(whole))) return undefined;
    throw new Unreadable({ code: 'not-utf8', because: 'It is not UTF-8.' });
  });

const verifyProof = (
  proof: EventProof | Finding,
  { since: _, ...trust }: Trust,
  checkpointOf: FileOptions['checkpointOf'],
): EventProofAudit => {
  const audit =
    'because' in proof
      ? proof
      : findingOr(() => verifyEventProof(proof, trust, checkpointOf?.(proof) ?? proof.checkpoint));
  return 'because' in audit ? { holds: false, findings: [audit] } : audit;
};

const findingOr = <T>(read: () => T): T | Finding => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return error.finding;
    throw error;
  }
};
