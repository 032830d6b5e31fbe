import type { EventStoreDBClient } from '@eventstore/db-client';
import { START } from '@eventstore/db-client';
import { newClient, shut } from './client.js';
import { causeOf } from './failures.js';
import { collect } from './reading.js';

/** The limit for asking all hosts, in ms. */
const ASK_MS = 1_000;
/** What was found out is told again for so long, in ms: every call that fails needs it. */
const FRESH_MS = 2_000;

const CONNECTION = /^esdb(?:\+discover)?:\/\/((?:[^@/]+@)?)([^?]+)(.*)$/;

type Told = Readonly<{ at: number; causes: Promise<string> }>;

/**
 * Says why no node of a cluster was found. The client only says that it has found none, so each host of the connection string
 * is asked by itself.
 */
export class Hosts {
  private told: Told | undefined;

  constructor(private readonly url: string) {}

  /** Each host with its cause. `ms`: the time that is left. */
  causes(ms: number): Promise<string> {
    const now = performance.now();
    if (this.told === undefined || now - this.told.at > FRESH_MS)
      this.told = { at: now, causes: this.ask(Math.min(ms, ASK_MS)) };
    return this.told.causes;
  }

  private async ask(ms: number): Promise<string> {
    const [, user = '', hosts = '', options = ''] = CONNECTION.exec(this.url.trim()) ?? [];
    const late = AbortSignal.timeout(Math.max(1, Math.floor(ms)));
    const byCause = new Map<string, string[]>();
    const found = await Promise.all(
      hosts.split(',').map(async (host) => [host, await causeAt(`esdb://${user}${host}${options}`, late)] as const),
    );
    for (const [host, cause] of found) byCause.set(cause, [...(byCause.get(cause) ?? []), host]);
    return [...byCause].map(([cause, those]) => `${those.join(', ')}: ${cause}`).join('; ');
  }
}

const ANSWERS = 'answers, but names no node of the cluster that is alive';
const SILENT = 'no answer';

/** Why one host is of no use. */
const causeAt = async (url: string, late: AbortSignal): Promise<string> => {
  let client: EventStoreDBClient | undefined;
  try {
    client = newClient(url);
    const read = client.readAll({ fromPosition: START, maxCount: 1 });
    const silence = new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(late.reason as Error), { once: true });
    });
    await Promise.race([collect(read, { late }), silence]);
    return ANSWERS;
  } catch (error) {
    return late.aborted ? SILENT : causeOf(error);
  } finally {
    if (client !== undefined) void shut(client);
  }
};
