import { canonicalJson } from '../../canonical.js';
import { signCheckpoint } from '../../checkpoint.js';
import { witnessVerifier } from '../../cosignature.js';
import { witnessSigner, noteSigner } from '../../signer.js';
import { entryOf } from '../../entry.js';
import { leafHash, rootOf } from '../../merkle.js';
import { COSIGNATURE, ED25519, formatVerifierKey, type KeyType } from '../../note-key.js';
import { generateSignerKey, parseSignerKey } from '../../signer-key.js';
import { formatNote, noteVerifier, parseNote, signatureOf, withSignatures } from '../../signed-note.js';
import { auditLines, type AuditExport, type Logged } from '../write-audit.js';

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export const randomOf = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
};
export type Random = ReturnType<typeof randomOf>;
export const below = (random: Random, limit: number) => Math.floor(random() * limit);
const hexOf = (random: Random, digits: number) =>
  Array.from({ length: digits }, () => below(random, 16).toString(16)).join('');
const uuidOf = (random: Random) =>
  `${hexOf(random, 8)}-${hexOf(random, 4)}-7${hexOf(random, 3)}-8${hexOf(random, 3)}-${hexOf(random, 12)}`;

const TYPES = ['StatementMade', 'PositionStated', 'MeetingHeld', 'MeasureAnnounced'] as const;
const TEXTS = [
  '“unjustified and harmful” 稀土',
  'Šefčovič: «a path forward»\n',
  'rare earths \u{1F4A0} \\ "quoted"',
] as const;

/** A log of several negotiations, each with things that have many events. */
export const sampleLog = (random: Random, size: number, negotiations = 3): Logged[] => {
  const talks = Array.from({ length: negotiations }, () => uuidOf(random));
  const streams = Array.from({ length: Math.ceil(size / 4) + 1 }, (_, n) => ({
    stream: `statement-${uuidOf(random)}`,
    negotiationId: talks[n % negotiations]!,
    revision: 0,
  }));
  return Array.from({ length: size }, (_, index) => {
    const thing = streams[below(random, streams.length)]!;
    return sealed(random, {
      id: uuidOf(random),
      stream: thing.stream,
      revision: thing.revision++,
      type: TYPES[below(random, TYPES.length)]!,
      data: canonicalJson({ text: TEXTS[below(random, TEXTS.length)]!, weight: random(), to: [uuidOf(random), null] }),
      metadata: canonicalJson({
        negotiationId: thing.negotiationId,
        recordedAt: new Date(Date.UTC(2025, 9, 27) + index * 60_000).toISOString(),
        recordedBy: { issuer: 'local', name: 'Ana', subject: 'ana' },
      }),
    });
  });
};

export const sealed = (random: Random, event: Omit<Logged, 'salt' | 'entry'>): Logged => {
  const salt = hexOf(random, 32);
  return { ...event, salt, entry: entryOf(salt, event) };
};
export const negotiationOf = ({ metadata }: Logged) =>
  (JSON.parse(metadata) as { negotiationId: string }).negotiationId;

export const ORIGIN = 'record.example.org/talks';
export const WITNESS = 'witness.example.net/w1';
const keyPair = (name: string, type: KeyType) => {
  const signer = generateSignerKey(name, type);
  return { signer, verifier: formatVerifierKey(parseSignerKey(signer, type)) };
};

/** The owner of a log, a witness, and what each of them signs. */
export const parties = (origin = ORIGIN, witnessName = WITNESS) => {
  const log = keyPair(origin, ED25519);
  const witness = keyPair(witnessName, COSIGNATURE);
  const sign = (events: readonly Pick<Logged, 'entry'>[]) => {
    const root = rootOf(events.map(({ entry }) => leafHash(Buffer.from(entry, 'hex'))));
    return signCheckpoint({ origin, size: events.length, root, extensions: [] }, noteSigner(log.signer));
  };
  const cosign = (note: string, seconds = 1_761_600_000) => {
    const parsed = parseNote(note);
    return formatNote(withSignatures(parsed, [signatureOf(parsed.text, witnessSigner(witness.signer)(seconds))]));
  };
  return {
    keys: { log, witness },
    sign,
    cosign,
    logKey: noteVerifier(log.verifier),
    witnessKey: witnessVerifier(witness.verifier),
  };
};

async function* each<T>(items: Iterable<T>) {
  yield* items;
}
export const asLines = (lines: Iterable<string>): AsyncIterable<string> => each(lines);

/** The audit file of a log with a checkpoint. */
export const fileOf = async (
  events: readonly Logged[],
  checkpoint: string,
  { negotiationId, shows = () => true }: Partial<Pick<AuditExport, 'negotiationId' | 'shows'>> = {},
): Promise<string[]> => {
  const lines: string[] = [];
  const options = { checkpoint, size: events.length, negotiationId, shows };
  for await (const line of auditLines(each(events), options)) lines.push(line);
  return lines;
};
