import type { Document } from '../support/examples.js';
import type { Issuer } from '../support/issuer.js';
import { type Process, stop } from '../support/process.js';
import type { ReceiptBody } from '../support/service.js';
import { bodyAt } from './answered.js';
import type { Checkout } from './checkout.js';
import { type Command, DrawnTalks, randomHistories, type Send } from './drawn-talks.js';
import { clockAt, ISSUER, type Person, setClock, tokenOf } from './served.js';

const [SEED, NEGOTIATIONS] = [20251027, 43];
/** The service runs on each of these days, and takes an equal part of the drawn negotiations. */
export const DAYS = ['01-05', '01-07', '01-09', '01-14', '01-16', '01-21', '02-02', '02-13'].map(
  (day) => `2026-${day}`,
);
const PAUSE_MS = 13 * 60_000;
/** The days on which a chapter of the dossier is loaded, and after which the log gets another key. */
const [CHAPTERS, NEW_KEY] = [[0, 3], 1] as const;
const DOSSIER = ['eu-china-1-the-article.yaml', 'eu-china-2-what-followed.yaml'];

export type Recorded = Readonly<{ recorder: Person; command: Command; receipt: ReceiptBody; token: string }>;

/** Records the dossier of the examples and drawn negotiations, by two people and over some weeks. */
export class Recording {
  readonly recorded: Recorded[] = [];
  /** The number of refusals by their code. */
  readonly refused = new Map<string, number>();
  /** The negotiation of the dossier. */
  dossier = '';
  readonly drawn: DrawnTalks[] = [];

  constructor(
    private readonly checkout: Checkout,
    private readonly issuer: Issuer,
  ) {}

  /** The fact in the middle of a day. */
  middleOf(n: number): Recorded & Readonly<{ at: string }> {
    const onDay = this.recorded
      .map((one) => ({ ...one, at: String(one.receipt.events[0]!.metadata['recordedAt']) }))
      .filter(({ at }) => at.startsWith(DAYS[n]!));
    return onDay[Math.floor(onDay.length / 2)]!;
  }

  async day(n: number): Promise<void> {
    const morning = `${DAYS[n]}T08:00:00Z`;
    const service = await this.checkout.serve(morning, this.issuer);
    if (n === 0) await this.draw(service);
    const [chief, ana] = [await this.recorderAt(service, 'chief'), await this.recorderAt(service, 'ana')];
    const chapter = CHAPTERS.findIndex((day) => day === n);
    if (chapter >= 0) await this.load(service, DOSSIER.slice(0, chapter + 1));
    if (n === 0) await this.letIn(chief, this.dossier, ['ana', 'ben']);
    for (const [number, talks] of this.drawn.entries()) {
      await setClock(service, new Date(Date.parse(morning) + (number + 1) * PAUSE_MS).toISOString());
      await talks.tellPart(DAYS.length, n > 0 && (number + n) % 3 === 0 ? ana : chief);
      const { id } = talks;
      if (id === undefined) continue;
      if (n === 0) await this.letIn(chief, id, number % 5 === 3 ? ['ana'] : ['ana', 'ben']);
      if (n === 5 && number % 5 === 4) await chief(grant(id, 'ben', 'grants/revoked'));
    }
    await stop(service);
    if (n !== NEW_KEY) return;
    const words = ['change-key', '--data-dir', this.checkout.dataDir, '--reason', 'A backup was stolen.'];
    await this.checkout.rapporteur(words, clockAt(`${DAYS[n]}T18:00:00Z`));
  }

  private async draw({ url }: Process): Promise<void> {
    const document = await bodyAt<Document>(`${url}/openapi.json`);
    for (const [number, log] of randomHistories(NEGOTIATIONS, SEED).entries())
      this.drawn.push(new DrawnTalks(number, log, document));
  }

  private async load({ url }: Process, chapters: readonly string[]): Promise<void> {
    const login = await tokenOf(this.issuer, 'chief');
    const files = chapters.map((name) => this.checkout.example(name));
    await this.checkout.rapporteur(['load', ...files, '--url', url], { RAPPORTEUR_TOKEN: login });
    if (this.dossier !== '') return;
    const headers = { authorization: `Bearer ${login}` };
    const { items } = await bodyAt<{ items: { id: string }[] }>(`${url}/v1/negotiations`, headers);
    this.dossier = items[0]!.id;
  }

  private async letIn(send: Send, negotiationId: string, people: readonly Person[]): Promise<void> {
    for (const person of people) await send(grant(negotiationId, person, 'grants'));
  }

  private async recorderAt({ url }: Process, recorder: Person): Promise<Send> {
    const login = await tokenOf(this.issuer, recorder);
    return async (command) => {
      const { path, body, key } = command;
      const headers = {
        authorization: `Bearer ${login}`,
        'content-type': 'application/json',
        'idempotency-key': `"${key}"`,
        'if-match': '*',
      };
      const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const receipt = (await answer.json()) as ReceiptBody & { code: string };
      if (answer.status >= 500) throw new Error(`${path}: ${answer.status} ${JSON.stringify(receipt)}`);
      if (answer.status !== 201) {
        this.refused.set(receipt.code, (this.refused.get(receipt.code) ?? 0) + 1);
        return undefined;
      }
      this.recorded.push({ recorder, command, receipt, token: answer.headers.get('consistency-token')! });
      return receipt;
    };
  }

  /** Records a batch without a login. */
  async lastBatch(): Promise<readonly ReceiptBody[]> {
    const service = await this.checkout.serve(`${DAYS.at(-1)}T17:50:00Z`);
    const path = `/v1/negotiations/${this.dossier}/issues`;
    const commands = ['Licences for magnets', 'Gallium and germanium', '稀土 for research'].map((title) => ({
      path,
      body: { title, occurredOn: '2026-02', occurredText: 'this month' },
    }));
    const answer = await fetch(`${service.url}/v1/batches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': '"the last batch"' },
      body: JSON.stringify(commands),
    });
    const results = (await answer.json()) as { status: number; body: ReceiptBody }[];
    await stop(service);
    if (results.some(({ status }) => status !== 201)) throw new Error(JSON.stringify(results));
    return results.map(({ body }) => body);
  }
}

const grant = (negotiationId: string, subject: Person, what: 'grants' | 'grants/revoked'): Command => ({
  path: `/v1/negotiations/${negotiationId}/${what}`,
  body: { issuer: ISSUER, subject, reason: 'The file changes hands.' },
  key: `${negotiationId} ${subject} ${what}`,
});
