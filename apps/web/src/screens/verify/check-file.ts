import type { Trust } from '#ledger/audit/claims.js';
import { reportOf } from '#ledger/audit/report.js';
import { verifyFile } from '#ledger/audit/verify-file.js';
import { witnessVerifier } from '#ledger/cosignature.js';
import { type NoteVerifier, noteVerifier } from '#ledger/signed-note.js';
import { Malformed } from '#ledger/strict-text.js';
import type { Check, Checked, Progress, WrongKey } from './check-messages.js';

/** The browser could not read the file: it was moved, changed or deleted. */
export class FileUnread extends Error {}

type Keys = Readonly<{ keys: readonly NoteVerifier[]; wrong: readonly WrongKey[] }>;

/** The keys that the auditor trusts, or what is wrong with them. */
export const trustIn = ({ keys, witnesses, kept }: Check): Trust | readonly WrongKey[] => {
  const log = keysIn('keys', keys, noteVerifier);
  const cosigning = keysIn('witnesses', witnesses, witnessVerifier);
  const wrong = [...log.wrong, ...cosigning.wrong];
  if (wrong.length > 0) return wrong;
  return { logKeys: log.keys, witnessKeys: cosigning.keys, ...(kept.trim() !== '' && { since: kept }) };
};

const keysIn = (field: WrongKey['field'], text: string, parse: (key: string) => NoteVerifier): Keys => {
  const keys: NoteVerifier[] = [];
  const wrong: WrongKey[] = [];
  for (const [at, given] of text.split('\n').entries()) {
    const key = given.trim();
    if (key === '') continue;
    try {
      keys.push(parse(key));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      wrong.push({ field, line: at + 1, because: error.message });
    }
  }
  return { keys, wrong };
};

/** Verifies the file as the command line does. @throws FileUnread */
export const checkFile = async (
  { file, event }: Check,
  trust: Trust,
  tell: (progress: Progress) => void,
): Promise<Checked> => {
  let [read, lines] = [0, 0];
  async function* chunks() {
    for await (const chunk of chunksOf(file)) {
      yield chunk;
      tell({ read: (read += chunk.length), lines });
    }
  }
  let isKeptUnused = false;
  const verdict = await verifyFile(chunks(), {
    trust,
    event: event === '' ? undefined : event,
    checkpointOf: ({ checkpoint }) => {
      if (checkpoint === undefined) return trust.since;
      isKeptUnused = trust.since !== undefined;
      return undefined;
    },
    onLine: (count) => (lines = count),
  });
  return { verdict, report: reportOf(file.name, verdict), isKeptUnused };
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
