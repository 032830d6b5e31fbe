import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant, ThingRef } from '#domain/ids.js';
import { CliError } from './cli-error.js';
import { loginHeaders, loginRefused, type Purpose, runAgain } from './login.js';

/** A problem of the service (RFC 9457). */
export type ProblemBody = Readonly<{
  status: number;
  title: string;
  detail: string;
  code: string;
  errors?: readonly Readonly<{ pointer: string; code: string; detail: string }>[];
  /** What the used Idempotency-Key has recorded before. */
  recorded?: ThingRef & Readonly<{ eventId: string }>;
}>;
export type Answer<T> =
  | Readonly<{ ok: true; status: number; headers: Headers; body: T }>
  | Readonly<{ ok: false; status: number; headers: Headers; problem: ProblemBody }>;

/** The service has refused a read. */
export class ReadRefused extends CliError {
  constructor(
    address: string,
    readonly problem: ProblemBody,
  ) {
    super(`GET ${address}: ${problem.status} ${problem.detail}`);
    this.name = ReadRefused.name;
  }
}

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 5_000;
/** A used-up quota is renewed after a minute. */
const LONGEST_WINDOW_MS = 60_000;
const TIMEOUT_MS = 60_000;
const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/**
 * A client of the service. Retries transient errors with growing pauses: every request here is safe to repeat. A read waits
 * until it includes what was recorded before it.
 */
export class Api {
  private token: string | undefined;
  /** The service has answered once, so a connection error may be transient. */
  private hasAnswered = false;
  private answeredAt: string | undefined;

  constructor(
    readonly url: string,
    private readonly purpose: Purpose = 'read',
    private readonly login = loginHeaders(url, process.env),
  ) {}

  /** The end of the second of the last response, by the clock of the service; undefined if unknown. */
  get clock(): Instant | undefined {
    const second = Date.parse(this.answeredAt ?? '');
    return Number.isNaN(second) ? undefined : (new Date(second + 1000).toISOString() as Instant);
  }

  post<T>(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<Answer<T>> {
    return this.request<T>('POST', path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body));
  }

  /** @throws ReadRefused with the problem of the service */
  async get<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
    const search = new URLSearchParams(query).toString();
    const address = search === '' ? path : `${path}?${search}`;
    const answer = await this.request<T>('GET', address, this.token ? { 'consistency-token': this.token } : {});
    if (answer.ok) return answer.body;
    throw new ReadRefused(address, answer.problem);
  }

  /** All pages of a list. */
  async all<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly T[]> {
    const items: T[] = [];
    for (let after: string | undefined; ;) {
      const page: Readonly<{ items: readonly T[]; next?: string }> = await this.get(path, {
        ...query,
        limit: '200',
        ...(after && { after }),
      });
      items.push(...page.items);
      if (page.next === undefined) return items;
      after = page.next;
    }
  }

  private async request<T>(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Answer<T>> {
    for (let attempt = 1; ; attempt++) {
      const last = attempt === ATTEMPTS;
      try {
        const response = await fetch(new URL(path, this.url), {
          method,
          headers: { ...headers, ...this.login },
          ...(body !== undefined && { body }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        this.hasAnswered = true;
        if (TRANSIENT.has(response.status) && !last) {
          await response.arrayBuffer();
          const asked = Number(response.headers.get('retry-after')) * 1000;
          await pause(attempt, Math.min(asked, response.status === 429 ? LONGEST_WINDOW_MS : LONGEST_PAUSE_MS));
          continue;
        }
        return await this.read<T>(response);
      } catch (error) {
        if (error instanceof CliError) throw error;
        if (last || !this.hasAnswered) throw unreachable(this.url, error, this.purpose);
        await pause(attempt, 0);
      }
    }
  }

  private async read<T>(response: Response): Promise<Answer<T>> {
    const { status, headers } = response;
    const text = await response.text();
    this.token = headers.get('consistency-token') ?? this.token;
    this.answeredAt = headers.get('date') ?? undefined;
    let json: unknown;
    try {
      json = text === '' ? undefined : JSON.parse(text);
    } catch {
      throw new CliError(`The server at ${this.url} is not Rapporteur: its response is not JSON. Check --url.`);
    }
    if (response.ok) return { ok: true, status, headers, body: json as T };
    if (status === 401) throw loginRefused(this.url, this.login, this.purpose);
    const problem = (typeof json === 'object' && json !== null ? json : {}) as Partial<ProblemBody>;
    const { title = `Status ${status}`, detail = title, code = 'unknown' } = problem;
    return { ok: false, status, headers, problem: { ...problem, status, title, detail, code } };
  }
}

const pause = (attempt: number, asked: number) =>
  sleep(Math.max(asked || 0, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1))));

const unreachable = (url: string, error: unknown, purpose: Purpose) => {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  const why = cause?.code ?? cause?.message ?? message;
  return new CliError(
    `No service answers at ${url} (${why}). Start one with "rapporteur serve", or set another address with --url. Then ${runAgain(purpose)}`,
  );
};

/** @throws CliError if it is not an address */
export const apiAt = (url: string, purpose: Purpose = 'read'): Api => {
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    throw new CliError(`--url is "${url}". Give an address like http://127.0.0.1:3000.`, 2);
  return new Api(url, purpose);
};
