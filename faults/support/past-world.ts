import { closeSync, fstatSync, openSync, readdirSync, readlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { readyAt } from '../../test/support/process.js';

const TALKS = '5ba1ad00-0000-4000-8000-000000000001';
const PARTS = 3;
const FACTS_A_PART = 400;
/** The last facts come first, so the page is another one at each moment. */
const PAGE = `/v1/negotiations/${TALKS}/timeline?order=desc&limit=200`;

/** An answer, as far as it does not differ from one request to the next. */
export type Page = Readonly<{ status: number; code?: string; body: string; retryAfter: string | null }>;

/** A moment that cannot be put together. */
export const REFUSED = {
  status: 503,
  code: 'replay-failed',
  retryAfter: '60',
  body: expect.stringContaining('Nothing is lost; ask again later.') as unknown,
};

/** A record of three parts, and its moments: the record as it stood after each part. */
export class PastWorld {
  private constructor(
    readonly url: string,
    private readonly tokens: readonly string[],
  ) {}

  static async record(url: string): Promise<PastWorld> {
    await post(url, '/v1/negotiations', { id: TALKS, title: 'Talks' });
    const tokens: string[] = [];
    for (let part = 0; part < PARTS; part++) tokens.push(await post(url, '/v1/batches', factsOf(part)));
    await readyAt(url);
    return new PastWorld(url, tokens);
  }

  /** The same record, on a service that was started again. */
  at(url: string): PastWorld {
    return new PastWorld(url, this.tokens);
  }

  present(): Promise<Page> {
    return this.read(PAGE);
  }

  /** The page as the record stood after a part. */
  past(part: number): Promise<Page> {
    return this.read(`${PAGE}&asOf=${this.tokens[part]!}`);
  }

  /** The same, asked until it is there, for a minute at most. */
  async healed(part: number): Promise<Page> {
    for (let tries = 0; ; tries++) {
      const page = await this.past(part);
      if (page.status === 200 || tries === 300) return page;
      await sleep(200);
    }
  }

  private async read(path: string): Promise<Page> {
    const answer = await fetch(`${this.url}${path}`);
    const body = await answer.text();
    const { code } = JSON.parse(body) as { code?: string };
    const retryAfter = answer.headers.get('retry-after');
    return { status: answer.status, ...(code !== undefined && { code }), body, retryAfter };
  }
}

const factsOf = (part: number) =>
  Array.from({ length: FACTS_A_PART }, (_, n) => ({
    path: `/v1/negotiations/${TALKS}/issues`,
    body: { title: `Issue ${n} of part ${part}`, description: 'x'.repeat(1_000) },
  }));

const post = async (url: string, path: string, body: object): Promise<string> => {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} is answered with ${answer.status} ${text}`);
  return answer.headers.get('consistency-token')!;
};

/** The open files of playheads without a name, as paths through which they can be opened. @returns none of the index of the log */
export const filesOfPlayheads = (pid: number): readonly string[] => unnamedFiles(pid, 'moments');
/** The same of the index of the log. */
export const filesOfIndex = (pid: number): readonly string[] => unnamedFiles(pid, 'log-index');

const unnamedFiles = (pid: number, prefix: string): readonly string[] => {
  const folder = `/proc/${pid}/fd`;
  const named = new RegExp(`/${prefix}-[^/]*\\.db(?:-wal)? \\(deleted\\)$`);
  return readdirSync(folder)
    .map((fd) => join(folder, fd))
    .filter((path) => named.test(targetOf(path)));
};

/** Writes garbage over a file. */
export const overwrite = (file: string): void => {
  const fd = openSync(file, 'r+');
  try {
    writeSync(fd, Buffer.alloc(fstatSync(fd).size, 0xa5), 0, undefined, 0);
  } finally {
    closeSync(fd);
  }
};

/** '' for what was closed meanwhile. */
const targetOf = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
};
