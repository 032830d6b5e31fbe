import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random } from '#ledger/audit/testing/sample.js';
import { type Asked, TimedRequests } from './timed-requests.js';

/** Reads the present and the past of a negotiation on several instances, mostly at moments that nobody has asked about. */
export class PastReader {
  readonly requests = new TimedRequests();
  private readonly begun = Date.now();

  constructor(
    private readonly instances: readonly Asked[],
    private readonly random: Random,
  ) {}

  async run(negotiationId: string, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const paths = this.paths(negotiationId);
      await this.read(paths[below(this.random, paths.length)]!);
      await sleep(20 + below(this.random, 80));
    }
  }

  private paths(id: string): readonly string[] {
    const past = () => new Date(this.begun + below(this.random, Date.now() - this.begun + 1)).toISOString();
    return [
      `/v1/negotiations/${id}`,
      `/v1/negotiations/${id}?asOf=${new Date(this.begun).toISOString()}`,
      `/v1/negotiations/${id}?asOf=${past()}`,
      `/v1/negotiations/${id}?knownAt=${past()}`,
      `/v1/negotiations/${id}/events?limit=5`,
      `/v1/negotiations/${id}/events?limit=5&asOf=${past()}`,
      `/v1/audit/trail?limit=5&negotiationId=${id}`,
      `/v1/audit/diff?limit=5&negotiationId=${id}&fromAsOf=${past()}`,
      '/v1/audit/ledger',
    ];
  }

  private async read(path: string): Promise<void> {
    const instance = this.instances[below(this.random, this.instances.length)]!;
    const { answers, wrong } = this.requests;
    const answer = await this.requests.send(path, instance, (signal) => fetch(`${instance.url}${path}`, { signal }));
    if (answer === undefined) return;
    const { status, body } = answer;
    answers.add(body.code ?? 'read');
    // An instance may not have read yet what another one has just recorded.
    if (![200, 404, 503].includes(status)) wrong.push(`${path}: ${status} ${JSON.stringify(body)}`);
  }
}
