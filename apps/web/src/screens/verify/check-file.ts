import { sha256 } from '@noble/hashes/sha2.js';
import type { Trust } from '#ledger/audit/claims.js';
import { onOneLine, reportOf } from '#ledger/audit/report.js';
import { verifyFile } from '#ledger/audit/verify-file.js';
import type { OpenedCheckpoint } from '#ledger/checkpoint.js';
import { witnessVerifier } from '#ledger/cosignature.js';
import { toHex, toUtf8 } from '#ledger/primitives.js';
import { type NoteVerifier, noteVerifier, sameKey } from '#ledger/signed-note.js';
import { Malformed } from '#ledger/strict-text.js';
import { type Check, type Checked, type Fault, FieldsWrong, type Progress } from './check-messages.js';
import { assertFits, comparedWithKept, faultOfNote, lineOnKept, noteIn, openKept } from './kept.js';
import { missedBy, reportOnMissed } from './wanted-event.js';

/** The browser could not read the file: it was moved, changed or deleted. */
export class FileUnread extends Error {}

type Keys = Readonly<{ keys: readonly NoteVerifier[]; faults: readonly Fault[] }>;

/** What the auditor trusts. @throws FieldsWrong */
export const trustIn = ({ keys, witnesses, kept, event }: Check): Trust => {
  const log = keysIn('keys', keys, noteVerifier);
  const cosigning = keysIn('witnesses', witnesses, witnessVerifier);
  const since = noteIn(kept);
  const ofNote = since === undefined ? undefined : faultOfNote(since);
  const faults = [
    ...(event === '' || isJsonObject(event) ? [] : [{ field: 'event', is: 'no-event' } as const]),
    ...log.faults,
    ...cosigning.faults,
    ...(ofNote === undefined ? [] : [ofNote]),
  ];
  if (faults.length > 0) throw new FieldsWrong(faults);
  return { logKeys: log.keys, witnessKeys: cosigning.keys, ...(since !== undefined && { since }) };
};

const keysIn = (field: 'keys' | 'witnesses', text: string, parse: (key: string) => NoteVerifier): Keys => {
  const keys: NoteVerifier[] = [];
  const faults: Fault[] = [];
  for (const [at, given] of text.split('\n').entries()) {
    const key = given.trim();
    if (key === '') continue;
    try {
      const parsed = parse(key);
      if (!keys.some((one) => sameKey(one, parsed))) keys.push(parsed);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      faults.push({ field, is: 'no-key', line: at + 1, because: error.message });
    }
  }
  return { keys, faults };
};

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    // A text that is no JSON is no object, either.
    return false;
  }
};

/** Verifies the file as the command line does, and that it is the proof of the event that is wanted. @throws FileUnread @throws FieldsWrong */
export const checkFile = async (given: Check, tell: (progress: Progress) => void): Promise<Checked> => {
  const trust = trustIn(given);
  const { file, event, wanted } = given;
  const hash = sha256.create();
  let [read, checked] = [0, 0];
  async function* chunks() {
    for await (const chunk of chunksOf(file)) {
      hash.update(chunk);
      read += chunk.length;
      yield chunk;
    }
  }
  let kept: OpenedCheckpoint | undefined;
  const verified = await verifyFile(chunks(), {
    trust,
    event: event === '' ? undefined : event,
    checkpointOf: (proof) => {
      kept = trust.since === undefined ? undefined : openKept(trust.since, trust.logKeys);
      if (proof.checkpoint !== undefined) return undefined;
      assertFits(proof, kept);
      kept = undefined;
      return trust.since;
    },
    // A short file is read at once, long before its lines are checked.
    onLine: (lines, line) => tell({ read: (checked += toUtf8(line).length + 1), lines }),
  });
  const compared = kept === undefined ? { verdict: verified } : comparedWithKept(verified, kept);
  const missed = wanted && missedBy(compared.verdict, wanted);
  const told = reportOf(onOneLine(file.name), compared.verdict);
  const report = wanted && missed ? reportOnMissed(told, file.name, wanted, missed) : told;
  return {
    ...compared,
    ...(missed && { missed }),
    report: 'kept' in compared && compared.kept !== undefined ? report + lineOnKept(compared.kept) : report,
    read,
    sha256: toHex(hash.digest()),
  };
};

async function* chunksOf(file: File): AsyncGenerator<Uint8Array, void, void> {
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new FileUnread('The browser cannot read the file.', { cause: error });
    });
    if (done) return;
    yield value;
  }
}
