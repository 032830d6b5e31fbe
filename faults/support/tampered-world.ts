import type { FindingCode } from '#ledger/audit/finding.js';
import { fileOf, negotiationOf, parties, type Random, sampleLog, sealed } from '#ledger/audit/testing/sample.js';
import type { Audit } from '#ledger/audit/verification.js';
import type { Logged } from '#ledger/audit/write-audit.js';

/** How a change must be detected: by one of these codes, at this index if it can be known. */
export type Expected = Readonly<{ codes: readonly FindingCode[]; index?: number | undefined }>;
export type Tampered = Readonly<{ verdict: Audit | Promise<Audit>; expected: Expected; given?: Given }>;
/** An audit file that was tampered with, and what it is verified with beside the key of the log. */
export type Given = Readonly<{ bytes: Buffer; since?: string; noWitness?: true }>;
/** Undefined if the draw changed nothing that anybody reads, so there is nothing to detect. */
export type Tampering = Readonly<{
  name: string;
  tamper: (world: World, random: Random) => Promise<Tampered | undefined> | Tampered | undefined;
}>;

/**
 * A log with its owner and witness, and the files that were exported from it; `file` chooses one, `narrowed` withholds
 * some events.
 */
export type World = Readonly<{
  log: readonly Logged[];
  older: readonly Logged[];
  owner: ReturnType<typeof parties>;
  note: string;
  olderNote: string;
  whole: readonly string[];
  narrowed: readonly string[];
  /** Of another log of the same owner, with its own name. */
  foreign: readonly string[];
}>;

export const SIZE = 40;
export const OLDER = 25;

export const worldOf = async (random: Random): Promise<World> => {
  const log = sampleLog(random, SIZE);
  const older = log.slice(0, OLDER);
  const owner = parties();
  const [note, olderNote] = [owner.cosign(owner.sign(log)), owner.cosign(owner.sign(older), 1_761_500_000)];
  const negotiationId = negotiationOf(log[0]!);
  const other = parties('record.example.org/other');
  const foreign = sampleLog(random, SIZE);
  return {
    log,
    older,
    owner,
    note,
    olderNote,
    whole: await fileOf(log, note),
    narrowed: await fileOf(log, note, { negotiationId, shows: (event) => negotiationOf(event) === negotiationId }),
    foreign: await fileOf(foreign, other.cosign(other.sign(foreign))),
  };
};

export const trustOf = ({ owner }: World) => ({ logKeys: [owner.logKey], witnessKeys: [owner.witnessKey] });

/** The event with another word in it, and its old salt and entry. */
export const reworded = (random: Random, event: Logged): Logged => ({
  ...event,
  data: event.data.replace('"text":"', `"text":"${random().toString(36).slice(2, 8)}z`),
});

/** The event with another word in it, and a salt and an entry that match. */
export const rehashed = (random: Random, event: Logged): Logged => {
  const { salt: _, entry: __, ...rest } = reworded(random, event);
  return sealed(random, rest);
};
