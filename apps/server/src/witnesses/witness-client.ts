import type { Witness } from '#config/config.js';
import { cosignatureTime, witnessVerifier } from '#ledger/cosignature.js';
import {
  formatNote,
  type NoteVerifier,
  openNote,
  parseNote,
  parseSignatures,
  type Signature,
} from '#ledger/signed-note.js';
import { textOf } from '#ledger/strict-text.js';
import { formatAddCheckpoint, parseTreeSize, TREE_SIZE_TYPE } from '#ledger/witness-request.js';

/**
 * A checkpoint to be cosigned. `note` is signed by the log and contains `size`. `proof` returns a consistency proof between two
 * sizes of the log, both at least 1. `last` is the last size that this witness is known to have cosigned, or 0.
 */
export type Submission = Readonly<{
  note: string;
  size: number;
  last: number;
  proof: (from: number, to: number) => readonly Uint8Array[];
}>;

/** Alarms: the witness has seen another version of this log. Then somebody has changed past events, or lost some. */
export const ALARMS = ['witness-ahead', 'history-differs'] as const;
export type Reason =
  | (typeof ALARMS)[number]
  | 'unreachable'
  | 'too-slow'
  | 'witness-failed'
  | 'moved-meanwhile'
  | 'log-unknown'
  | 'log-key-refused'
  | 'request-refused'
  | 'answer-malformed'
  | 'cosignature-invalid';

/** `time` is from the clock of the witness, in seconds since 1970. With `retry`, the failure may be temporary; otherwise somebody must act. */
export type Outcome = Readonly<
  | { cosigned: true; cosignature: Signature; time: number }
  | { cosigned: false; reason: Reason; detail: string; retry: boolean; known?: number }
>;

const TIMEOUT_MS = 10_000;
/** A cosignature line has about 150 characters. */
const MAX_RESPONSE_BYTES = 64 * 1024;

/** A client for one witness (C2SP tlog-witness). It trusts only what the key of the witness has signed. */
export class WitnessClient {
  readonly name: string;
  readonly url: string;
  private readonly verifier: NoteVerifier;
  private readonly address: URL;

  /**
   * @param witness its `url` is the submission prefix, without `/add-checkpoint`
   * @param timeout for each request, in ms
   * @throws Malformed if the key is not a witness verifier key
   * @throws TypeError if the URL is invalid
   */
  constructor(
    { url, verifierKey }: Witness,
    private readonly timeout = TIMEOUT_MS,
  ) {
    this.verifier = witnessVerifier(verifierKey);
    this.name = this.verifier.name;
    this.url = url;
    this.address = new URL(`${url.replace(/\/+$/, '')}/add-checkpoint`);
  }

  /** Returns failures of the witness or the network as an outcome. @throws only what `proof` throws */
  async requestCosignature(submission: Submission, signal?: AbortSignal): Promise<Outcome> {
    const { size, last } = submission;
    const first = await this.post(submission, Math.min(last, size), signal);
    const known = knownSize(first);
    // The witness has seen another size than we expected and names it: retry once from there.
    if (known === undefined || known > size || known === Math.min(last, size)) return this.outcome(submission, first);
    return this.outcome(submission, await this.post(submission, known, signal));
  }

  private async post({ note, size, proof }: Submission, old: number, signal?: AbortSignal): Promise<Answer> {
    const hashes = old === 0 || old === size ? [] : proof(old, size);
    const timeout = AbortSignal.timeout(this.timeout);
    try {
      const response = await fetch(this.address, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: formatAddCheckpoint({ old, proof: hashes, checkpoint: note }),
        // A redirected POST would become a GET, so report that the URL is wrong.
        redirect: 'error',
        signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      });
      const type = response.headers.get('content-type') ?? '';
      return { old, status: response.status, type, body: await bodyOf(response) };
    } catch (error) {
      return { old, trouble: timeout.aborted ? 'too-slow' : 'unreachable', detail: messageOf(error) };
    }
  }

  private outcome({ note, size }: Submission, answer: Answer): Outcome {
    if ('trouble' in answer) return failed(answer.trouble, answer.detail, true);
    const { status, body, old } = answer;
    const summary = `${status}: ${body.split('\n')[0]!.slice(0, 300)}`;
    if (status === 200) return this.verified(note, body);
    if (status === 403) return failed('log-key-refused', summary);
    if (status === 404) return failed('log-unknown', summary);
    if (status === 422)
      return failed('history-differs', `its log of ${old} entries is not a prefix of ours (${summary})`);
    if (status === 429 || status >= 500) return failed('witness-failed', summary, true);
    const known = knownSize(answer);
    if (known === undefined) return failed(status === 409 ? 'answer-malformed' : 'request-refused', summary);
    if (known > size)
      return { ...failed('witness-ahead', `it has seen ${known} entries of this log, but we have ${size}`), known };
    if (known === size && old === size)
      return failed('history-differs', `its log of ${size} entries differs from ours`);
    return failed('moved-meanwhile', `its size is now ${known}`, true);
  }

  private verified(note: string, lines: string): Outcome {
    const { text } = parseNote(note);
    try {
      const { signatures } = openNote(formatNote({ text, signatures: parseSignatures(lines) }), [this.verifier]);
      return { cosigned: true, cosignature: signatures[0]!, time: cosignatureTime(signatures[0]!) };
    } catch (error) {
      const { name, message } = error as Error;
      if (name === 'Malformed') return failed('answer-malformed', message);
      if (name === 'NoteRefused') return failed('cosignature-invalid', message);
      throw error;
    }
  }
}

type Answer = Readonly<
  { old: number } & ({ status: number; type: string; body: string } | { trouble: Reason; detail: string })
>;

const failed = (reason: Reason, detail: string, retry = false): Extract<Outcome, { cosigned: false }> => ({
  cosigned: false,
  reason,
  detail,
  retry,
});

/** The size in a 409 response; undefined for other or malformed responses. */
const knownSize = (answer: Answer): number | undefined => {
  if ('trouble' in answer || answer.status !== 409 || answer.type !== TREE_SIZE_TYPE) return undefined;
  try {
    return parseTreeSize(answer.body);
  } catch {
    return undefined;
  }
};

/** @throws RangeError if it is too long, Malformed if it is not text */
const bodyOf = async (response: Response): Promise<string> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > MAX_RESPONSE_BYTES) throw new RangeError(`its response is longer than ${MAX_RESPONSE_BYTES} bytes`);
    parts.push(part);
  }
  return textOf(Buffer.concat(parts), 'answer');
};

/** Includes the cause, which fetch hides: a refused connection, or an unknown host. */
const messageOf = (error: unknown): string => {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause === undefined ? message : `${message}: ${cause.message || cause.code}`;
};
