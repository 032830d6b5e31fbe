import type { Command } from 'commander';
import type { Trust } from '#ledger/audit/claims.js';
import { witnessVerifier } from '#ledger/cosignature.js';
import { noteVerifier } from '#ledger/signed-note.js';
import { Malformed } from '#ledger/strict-text.js';
import { CliError } from './cli-error.js';
import { textIn } from './input-file.js';

export type TrustOptions = Readonly<{ key: readonly string[]; witness: readonly string[]; since?: string }>;

const collect = (value: string, before: readonly string[]) => [...before, value];

/** Adds the options for the keys that an auditor trusts. */
export const addTrustOptions = (command: Command) =>
  command
    .option('--key <vkey>', 'verifier key of the log; can be repeated', collect, [])
    .option('--witness <vkey>', 'verifier key of a witness that must have cosigned; can be repeated', collect, [])
    .option(
      '--since <file>',
      'a signed checkpoint of the same log that you kept: what it covers must not have changed',
    );

/** @throws CliError for invalid keys and missing files */
export const parseTrust = ({ key, witness, since }: TrustOptions): Trust => ({
  logKeys: key.map((text) => parsed('--key', text, noteVerifier)),
  witnessKeys: witness.map((text) => parsed('--witness', text, witnessVerifier)),
  ...(since !== undefined && { since: textIn(since) }),
});

const parsed = <T>(option: string, text: string, parse: (text: string) => T): T => {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof Malformed) throw new CliError(`${option} "${text}": ${error.message}`, 2);
    throw error;
  }
};
