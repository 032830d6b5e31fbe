/** The service under measurement, and the loads on it. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { forkModule } from './children.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** This build, in the shape of an earlier one. */
export const NOW = { name: 'now', main: here('../../dist/bin/service.js'), cli: here('../../dist/bin/rapporteur.js') };
export const RAW = here('../servers/raw.mjs');

/** Starts a server on a folder. @returns its `url`, `ms` until it listened, how to `stop` it, its `memory` and its `peak` in MB */
export const start = async (main, dataDir, env = {}) => {
  const began = performance.now();
  const settings = { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error', ...env };
  const { message, ...server } = await forkModule(main, settings);
  return { ...server, url: message.listening, ms: performance.now() - began };
};

/** Seldom enough that the answers take nothing from what is waited for. */
const PAUSE_MS = 20;
/** Until the views have the whole log. */
export const ready = async (url) => {
  while (!(await fetch(`${url}/health/ready`)).ok) await sleep(PAUSE_MS);
};

/** Until the metrics have a line. `headers`: those of an administrator, with a login. */
const measuredAs = async (line, url, headers) => {
  for (;;) {
    const answer = await fetch(`${url}/metrics`, { headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${url}/metrics: ${answer.status} ${text}`);
    if (line.test(text)) return;
    await sleep(PAUSE_MS);
  }
};
/** Until the index of the log has the whole log. */
export const indexed = (url, headers = {}) => measuredAs(/^rapporteur_index_lag_events 0$/m, url, headers);
/** Until the views were compared with the log, which follows each start that has found some, and takes a processor. */
export const checked = (url, headers = {}) => measuredAs(/^rapporteur_views_checks_total [1-9]/m, url, headers);

/**
 * Until a page is answered: an earlier build may first have to make what it shows. It is not compressed, as for a load, since each coding
 * has an ETag of its own.
 */
export const answered = async (url, headers = {}) => {
  for (;;) {
    const answer = await fetch(url, { headers: { 'accept-encoding': 'identity', ...headers } });
    const text = await answer.text();
    if (answer.ok) return { headers: answer.headers, text };
    if (answer.status !== 503) throw new Error(`${url}: ${answer.status} ${text}`);
    await sleep(PAUSE_MS);
  }
};

export const JSON_TYPE = { 'content-type': 'application/json' };

/** Records one fact. @returns the `Consistency-Token` of the answer */
export const record = async (url, body, headers = {}) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`${url}: ${answer.status} ${text}`);
  return answer.headers.get('consistency-token');
};

/**
 * One load for some seconds. @returns answers per second and the 99th percentile of their times in ms
 * @throws if an answer has another status than `status`
 */
export const load = async (url, { connections, seconds, status = 200, ...request }) => {
  const { requests, latency, statusCodeStats, errors } = await autocannon({
    url,
    connections,
    duration: seconds,
    ...request,
  });
  const others = Object.keys(statusCodeStats).filter((code) => Number(code) !== status);
  if (errors > 0 || others.length > 0)
    throw new Error(`${url}: expected ${status}, got ${others.join() || 'nothing else'} and ${errors} errors`);
  return { rate: requests.average, p99: latency.p99 };
};

/** Asks one question after the other, each on the same connection, with the time until the last byte. */
export class Asker {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  /** @returns status, headers, text, and ms */
  get(url, headers = {}) {
    return this.#ask(url, { method: 'GET', headers });
  }

  /** Records one fact. @returns the ms that it took */
  async record(url, body) {
    const text = JSON.stringify(body);
    const headers = { ...JSON_TYPE, 'content-length': Buffer.byteLength(text) };
    const answer = await this.#ask(url, { method: 'POST', headers }, text);
    if (answer.status !== 201) throw new Error(`${url}: ${answer.status} ${answer.text}`);
    return answer.ms;
  }

  #ask(url, options, body) {
    return new Promise((resolve, reject) => {
      const began = performance.now();
      request(url, { agent: this.#agent, ...options }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const ms = performance.now() - began;
          resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString(), ms });
        });
      })
        .on('error', reject)
        .end(body);
    });
  }

  /** @throws unless the answer has this status */
  async page(url, headers, status = 200) {
    const answer = await this.get(url, headers);
    if (answer.status !== status) throw new Error(`${url}: ${answer.status} ${answer.text}`);
    return answer;
  }

  close() {
    this.#agent.destroy();
  }
}
