import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '#storage/read-file.js';
import { replaceFileSync } from '#storage/replace-file.js';

const LEAST = 32;

/** The file does not contain a secret. The message says what to do, and contains none of it. */
export class SharedSecretRefused extends Error {
  constructor(file: string) {
    super(
      `${file} does not contain a secret of ${LEAST} characters or more: it was damaged. Put the right one back, from a backup or a copy. If there is none, delete the file and start again: a new secret is made. The record loses nothing, but cursors and Consistency-Tokens are refused, feeds and webhooks end, and up to where each reader has read is forgotten.`,
    );
    this.name = SharedSecretRefused.name;
  }
}

/** Whether nobody can guess a secret. A file that a crash has left may be all zeros, which do not count. */
export const isSharedSecret = (text: string): boolean => text.replaceAll('\0', '').length >= LEAST;

/**
 * The secret that encrypts cursors and tokens: the configured one, or one generated at first start that only its owner can read.
 * @throws SharedSecretRefused
 */
export const sharedSecret = (configured: string | undefined, dataDir: string): string => {
  if (configured !== undefined) return configured;
  const file = join(dataDir, 'secret');
  if (!existsSync(file)) replaceFileSync(file, `${randomBytes(32).toString('base64url')}\n`);
  const secret = readText(file).trim();
  if (!isSharedSecret(secret)) throw new SharedSecretRefused(file);
  return secret;
};
