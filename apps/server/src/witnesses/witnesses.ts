import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Witness } from '#config/config.js';
import type { Signature } from '#ledger/signed-note.js';
import { ALARMS, type Outcome, type Reason, WitnessClient } from './witness-client.js';

/** The log whose checkpoints are cosigned. */
export type Source = Readonly<{
  /** The newest checkpoint, signed by the log, and the size in it. */
  current: () => Promise<Readonly<{ note: string; size: number }>>;
  /** The proof that the log only grew between two sizes, both at least 1. */
  proof: (from: number, to: number) => readonly Uint8Array[];
  /** Receives the verified cosignatures of the checkpoint from `current`, all of one round at once. */
  cosigned: (note: string, signatures: readonly Signature[]) => Promise<void>;
}>;

export type Failure = Readonly<{ reason: Reason; detail: string; retry: boolean; alarm: boolean; at: string }>;
/**
 * The state of a witness. `size` and `time` are of its last cosignature; `ageSeconds` is the time since it arrived, by
 * our own clock. `failure` is of the last round; undefined if it cosigned.
 */
export type WitnessState = Readonly<{
  name: string;
  url: string;
  cosigned?: Readonly<{ size: number; time: string; ageSeconds: number }>;
  failure?: Failure;
}>;

/** A witness has seen another version of this log. */
export type Alarm = Readonly<{ witness: string; reason: Reason; detail: string; at: string }>;

type Settings = Readonly<{
  witnesses: readonly Witness[];
  intervalSeconds: number;
  /** For each request, in ms. */
  timeout?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}>;

type FailedOutcome = Outcome & { cosigned: false };
type TrackedWitness = {
  readonly client: WitnessClient;
  cosigned?: Readonly<{ size: number; time: number; receivedAt: number }>;
  failure?: Failure | undefined;
  alarm?: Alarm;
};

type FailedRequest = Readonly<{ one: TrackedWitness; outcome: FailedOutcome }>;

/**
 * Requests cosignatures of the newest checkpoint in regular rounds; if the log has not grown, for a new timestamp. One round
 * ends before the next begins; within a round, the requests run in parallel.
 */
export class Witnesses {
  private readonly tracked: readonly TrackedWitness[];
  private readonly stopping = new AbortController();
  private readonly now: () => number;
  private running: Promise<void> | undefined;

  /** @throws Malformed for an invalid key, TypeError for an invalid URL */
  constructor(
    private readonly settings: Settings,
    private readonly source: Source,
    private readonly logger: Logger,
  ) {
    this.tracked = settings.witnesses.map((address) => ({ client: new WitnessClient(address, settings.timeout) }));
    this.now = settings.now ?? Date.now;
  }

  /** Starts the first round immediately. */
  start(): void {
    if (this.tracked.length > 0) this.running ??= this.run();
  }

  /** Aborts the running round, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  states(): readonly WitnessState[] {
    return this.tracked.map(({ client: { name, url }, cosigned, failure }) => ({
      name,
      url,
      ...(cosigned && {
        cosigned: {
          size: cosigned.size,
          time: new Date(cosigned.time * 1000).toISOString(),
          ageSeconds: Math.max(0, Math.floor((this.now() - cosigned.receivedAt) / 1000)),
        },
      }),
      ...(failure && { failure }),
    }));
  }

  /** The first alarm of each witness. No later answer clears it: somebody has to find out which history is the true one. */
  alarms(): readonly Alarm[] {
    return this.tracked.flatMap(({ alarm }) => alarm ?? []);
  }

  /** Requests a cosignature from every witness, and once more with a newer checkpoint if it has seen more than ours. An empty log has nothing to cosign. */
  async round(): Promise<void> {
    const ahead = await this.requestFromEach(this.tracked);
    // Another instance may have had a newer checkpoint cosigned in the meantime.
    if (ahead.length > 0)
      for (const { one, outcome } of await this.requestFromEach(ahead.map(({ one }) => one))) this.fail(one, outcome);
  }

  /** @returns the witnesses that have seen more of this log than we have */
  private async requestFromEach(asked: readonly TrackedWitness[]): Promise<readonly FailedRequest[]> {
    const { note, size } = await this.source.current();
    if (size === 0) return [];
    const answers = await Promise.all(
      asked.map(async (one) => ({ one, outcome: await this.requestFrom(one, note, size) })),
    );
    const signatures = answers.flatMap(({ outcome }) => (outcome.cosigned ? [outcome.cosignature] : []));
    if (signatures.length > 0) await this.source.cosigned(note, signatures);
    return answers.flatMap(({ one, outcome }) => (isAhead(outcome) ? [{ one, outcome }] : []));
  }

  private async requestFrom(one: TrackedWitness, note: string, size: number): Promise<Outcome> {
    const { proof } = this.source;
    const outcome = await one.client.requestCosignature(
      { note, size, proof, last: one.cosigned?.size ?? 0 },
      this.stopping.signal,
    );
    if (outcome.cosigned) {
      if (one.failure) this.logger.info({ witness: one.client.name, size }, 'the witness cosigns again');
      one.cosigned = { size, time: outcome.time, receivedAt: this.now() };
      one.failure = undefined;
    } else if (!isAhead(outcome) && !this.stopping.signal.aborted) this.fail(one, outcome);
    return outcome;
  }

  /** Logged only when the reason changes. */
  private fail(one: TrackedWitness, { reason, detail, retry }: FailedOutcome) {
    const alarm = (ALARMS as readonly Reason[]).includes(reason);
    if (one.failure?.reason !== reason)
      this.logger[alarm ? 'error' : 'warn'](
        { witness: one.client.name, url: one.client.url, reason, detail },
        alarm ? 'ALARM: the witness has seen another version of this log' : 'the witness did not cosign',
      );
    const at = new Date(this.now()).toISOString();
    one.failure = { reason, detail, retry, alarm, at };
    if (alarm) one.alarm ??= { witness: one.client.name, reason, detail, at };
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.round();
      } catch (error) {
        this.logger.error(error, 'could not request cosignatures; the next round retries');
      }
      await sleep(this.settings.intervalSeconds * 1000, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

const isAhead = (outcome: Outcome): outcome is FailedOutcome => !outcome.cosigned && outcome.reason === 'witness-ahead';
