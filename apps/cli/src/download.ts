import type { FileHandle } from 'node:fs/promises';
import { Unreadable } from '#ledger/audit/finding.js';
import { linesOf, parseHeader, parseLine } from '#ledger/audit/lines.js';
import { type ProblemBody, apiAt } from './api.js';
import { CliError } from './cli-error.js';
import { loginHeaders, loginRefused } from './login.js';
import { progress } from '#formats/terminal.js';
import { withStopSignal } from './with-stop-signal.js';
import { writeOutput } from './output-file.js';

export type Downloaded = Readonly<{ entries: number; bytes: number }>;

/**
 * Downloads an audit file from the service, completely or not at all.
 * @throws CliError
 */
export const download = (url: string, query: Readonly<Record<string, string>>, out: string): Promise<Downloaded> =>
  withStopSignal(async (stop) => {
    const asking = new AbortController();
    const step = progress();
    try {
      const body = await requestExport(apiAt(url).url, query, AbortSignal.any([stop, asking.signal]));
      return await writeOutput(out, '--out', (file) => receive(body, file, step));
    } catch (error) {
      if (stop.aborted) throw new CliError(`Stopped: nothing was written to ${out}.`);
      throw downloadError(error as Failure, out);
    } finally {
      // An unread response would keep the process running.
      asking.abort();
      step();
    }
  });

const requestExport = async (url: string, query: Readonly<Record<string, string>>, signal: AbortSignal) => {
  const address = new URL('/v1/audit/export', url);
  address.search = new URLSearchParams(query).toString();
  const login = loginHeaders(url, process.env);
  const response = await fetch(address, { signal, headers: login }).catch(
    (error: Error & { cause?: { code?: string } }) => {
      throw new CliError(
        `No service answers at ${url} (${error.cause?.code ?? error.message}). Start one with "rapporteur serve", or set another address with --url.`,
      );
    },
  );
  if (response.status === 401) throw loginRefused(url, login);
  const isExport = response.headers.get('content-type')?.startsWith('application/x-ndjson');
  if (response.ok && isExport && response.body !== null) return response.body;
  const text = await response.text();
  if (!response.headers.get('content-type')?.startsWith('application/problem+json'))
    throw new CliError(`The server at ${url} is not Rapporteur, or cannot export. Check --url.`);
  throw new CliError(`GET ${address.pathname}${address.search}: ${(JSON.parse(text) as ProblemBody).detail}`);
};

const receive = async (body: AsyncIterable<Uint8Array>, file: FileHandle, step: (text: string) => void) => {
  let bytes = 0;
  async function* written() {
    for await (const chunk of body) {
      await file.appendFile(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  let [lines, size, last] = [0, 0, ''];
  for await (const line of linesOf(written())) {
    if (lines === 0) ({ size } = parseHeader(line));
    lines += 1;
    last = line;
    if (lines % 1000 === 0) step(`${lines} of ${size} entries, ${bytes} bytes`);
  }
  if (lines !== size + 2 || !('end' in parseLine(last, { line: lines }))) throw new Incomplete(lines);
  return { entries: size, bytes };
};

class Incomplete extends Error {
  constructor(lines: number) {
    super(`it ends after ${lines} lines`);
    this.name = Incomplete.name;
  }
}

type Failure = Error & { cause?: { message?: string } };

const downloadError = (error: Failure, out: string): Error =>
  error instanceof Incomplete || error instanceof Unreadable || error.name === 'TypeError'
    ? new CliError(
        `The service closed the connection early (${error.cause?.message ?? error.message}). Nothing was written to ${out}; run this again.`,
      )
    : error;
