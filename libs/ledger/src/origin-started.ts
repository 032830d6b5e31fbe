import { noteVerifier, type NoteVerifier } from './signed-note.js';
import { Malformed } from './strict-text.js';

/** What an `OriginStarted` says: the new origin, the keys of both, and the last checkpoint of the old one. */
export type StartedOriginKeys = Readonly<{
  origin: string;
  previous: string;
  verifierKey: NoteVerifier;
  previousVerifierKey: NoteVerifier;
}>;

/** @param data of the event @returns undefined if it names no keys, as version 1 */
export const startedOriginIn = (data: unknown): StartedOriginKeys | undefined => {
  const { origin, previous, verifierKey, previousVerifierKey } = (data ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof origin !== 'string' || typeof verifierKey !== 'string' || typeof previousVerifierKey !== 'string')
    return undefined;
  try {
    return {
      origin,
      previous: typeof previous === 'string' ? previous : '',
      verifierKey: noteVerifier(verifierKey),
      previousVerifierKey: noteVerifier(previousVerifierKey),
    };
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
};
