import { areEqual, fromHex, saltedHash, toBase64 } from '#ledger/primitives.js';
import { canonicalJson } from '../canonical.js';
import { leafHash } from '../merkle.js';
import { hashOf, Malformed } from '../strict-text.js';
import { parseTlogProof, TLOG_PROOF } from '../tlog-proof.js';
import { verifyInclusion } from '../verify-proof.js';
import { type Cosignature, openClaims, type Trust } from './claims.js';
import { type Finding, Unreadable } from './finding.js';
import { ENTRY, type EventFields, eventFieldsOf, isCount, isObject, SALT, windowsLineEnds } from './lines.js';

/** A proof that one entry is in the log. `event` is missing if it is withheld. `checkpoint` may be in a file of its own. */
export type EventProof = Readonly<{
  index: number;
  proof: readonly Uint8Array[];
  entry: string;
  event?: EventFields;
  size?: number;
  root?: Uint8Array;
  checkpoint?: string;
}>;

export type EventProofAudit = Readonly<{
  holds: boolean;
  findings: readonly Finding[];
  figures?: Readonly<{
    origin: string;
    index: number;
    size: number;
    root: string;
    entry: string;
    event?: EventFields;
    cosignatures: readonly Cosignature[];
  }>;
}>;

/** Whether a text is a proof, however malformed. */
export const isEventProof = (text: string): boolean =>
  text.startsWith(TLOG_PROOF) || Array.isArray(objectIn(text)?.['proof']);

/**
 * The proof in a text: the JSON of `GET /v1/audit/proofs/inclusion`, or a tlog-proof. Undefined for any other text.
 * @param eventText for a tlog-proof: JSON with the event and its salt
 * @throws Unreadable
 */
export const parseEventProof = (text: string, eventText?: string): EventProof | undefined => {
  if (text.startsWith(TLOG_PROOF)) return tlogProofOf(text, eventText);
  const fields = objectIn(text);
  if (fields === undefined || !Array.isArray(fields['proof'])) return undefined;
  if (!isReadAsWritten(text, fields)) throw malformed(`It ${NOT_AS_WRITTEN}`);
  return inclusionProofOf(fields);
};

/**
 * Verifies a proof against the signed checkpoint in it, or against one in a file of its own.
 * @throws Unreadable
 */
export const verifyEventProof = (proof: EventProof, trust: Trust, checkpoint = proof.checkpoint): EventProofAudit => {
  if (checkpoint === undefined)
    throw malformed(`It has no checkpoint: give the signed checkpoint of its size, ${proof.size}, with --checkpoint.`);
  const { checkpoint: head, cosignatures } = openClaims(checkpoint, trust);
  const { origin, size, root } = head!;
  const { index, entry, event } = proof;
  const findings: Finding[] = [];
  if (proof.size !== undefined && proof.size !== size)
    findings.push({
      code: 'size-differs',
      because: `The proof is for a log of ${proof.size} entries, but the checkpoint covers ${size}.`,
      index,
    });
  else if (proof.root !== undefined && !areEqual(proof.root, root))
    findings.push({ code: 'root-differs', because: 'The root in the proof is not the signed one.', index });
  else {
    const verdict = verifyInclusion(leafHash(fromHex(entry)), index, size, proof.proof, root);
    if (!verdict.holds)
      findings.push({ code: 'not-proved', because: `The entry is not proved: ${verdict.because}.`, index });
  }
  return {
    holds: findings.length === 0,
    findings,
    figures: { origin, index, size, root: toBase64(root), entry, ...(event && { event }), cosignatures },
  };
};

type Fields = Readonly<Record<string, unknown>>;

const inclusionProofOf = (fields: Fields): EventProof => {
  if ('from' in fields && 'to' in fields)
    throw new Unreadable({
      code: 'proof-of-another-kind',
      because:
        'This is a proof of consistency: it proves no event. Give that of an event, the answer of /v1/audit/proofs/inclusion.',
    });
  const { index, size, root, proof, entry, checkpoint } = fields;
  const hash = (text: unknown) => (typeof text === 'string' ? hashOf(text) : undefined);
  const path = (proof as readonly unknown[]).map(hash);
  const rootHash = hash(root);
  if (!isCount(index) || !isCount(size)) throw malformed('Its index or size is not a whole number.');
  if (rootHash === undefined || path.includes(undefined))
    throw malformed('Its root or a line of its proof is not a hash in base64.');
  if (typeof entry !== 'string' || !ENTRY.test(entry)) throw malformed('Its entry is not 64 lower-case hex digits.');
  if (checkpoint !== undefined && typeof checkpoint !== 'string') throw malformed('Its checkpoint is not a text.');
  const shown = 'event' in fields || 'salt' in fields ? openedEvent(fields) : undefined;
  if (shown !== undefined && shown.entry !== entry)
    throw new Unreadable({
      code: 'entry-differs',
      because: 'The entry is not the hash of salt and event: one of the three was altered.',
      index,
    });
  return {
    index,
    size,
    root: rootHash,
    proof: path as Uint8Array[],
    entry,
    ...(shown && { event: shown.event }),
    ...(checkpoint !== undefined && { checkpoint }),
  };
};

const tlogProofOf = (text: string, eventText: string | undefined): EventProof => {
  if (text.startsWith(`${TLOG_PROOF}\r`)) throw windowsLineEnds({ line: 1 });
  if (eventText === undefined)
    throw malformed(
      'It does not contain its event: give the JSON with "event" and "salt", such as the answer of /v1/audit/proofs/inclusion, with --event.',
    );
  const fields = objectIn(eventText);
  if (fields === undefined) throw malformed('The file of --event is not a JSON object with "event" and "salt".');
  if (!isReadAsWritten(eventText, fields)) throw malformed(`The file of --event ${NOT_AS_WRITTEN}`);
  try {
    return { ...parseTlogProof(text), ...openedEvent(fields) };
  } catch (error) {
    if (error instanceof Malformed) throw malformed(error.message);
    throw error;
  }
};

/** The entry is computed, and never taken from the file. */
const openedEvent = ({ event, salt }: Fields): Readonly<{ event: EventFields; entry: string }> => {
  const known = eventFieldsOf(event);
  if (known === undefined)
    throw malformed('Its event does not have exactly the fields id, stream, revision, type, data and metadata.');
  if (typeof salt !== 'string' || !SALT.test(salt)) throw malformed('Its salt is not 32 lower-case hex digits.');
  try {
    return { event: known, entry: saltedHash(salt, canonicalJson(event)) };
  } catch (error) {
    throw malformed(`Its event has no canonical form: ${(error as Error).message}.`);
  }
};

const objectIn = (text: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Whether JSON says to everybody what it says here. Of a key that is repeated, only the last value is read here, and a number
 * with too many digits is rounded: what another program or a person reads would not be what was proved.
 */
const isReadAsWritten = (text: string, value: Fields): boolean => {
  const compact = text.replaceAll(STRING_OR_SPACE, (token) =>
    token.startsWith('"') ? (token.includes('\\') ? JSON.stringify(JSON.parse(token)) : token) : '',
  );
  return compact === JSON.stringify(value);
};
/** Of valid JSON. */
const STRING_OR_SPACE = /"[^"\\]*(?:\\.[^"\\]*)*"|[\t\n\r ]+/g;
const NOT_AS_WRITTEN =
  'repeats a key, or has a number that another program may read differently: use the answer of the service as it was given.';

const malformed = (because: string) => new Unreadable({ code: 'proof-malformed', because });
