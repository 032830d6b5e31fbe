/** How soon many streams are told of what is recorded, and what that costs. */
import { once } from 'node:events';
import { get } from 'node:http';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConsistencyTokens } from '../../dist/apps/server/src/http/consistency-token.js';
import { Issuer } from '../../dist/test/support/issuer.js';
import { atTheEnd, newFolder } from '../support/children.mjs';
import { below, columns, holds, MB, ms, note, number, row, step } from '../support/report.mjs';
import { NOW, JSON_TYPE, ready, start } from '../support/service.mjs';
import { median, quantile } from '../support/statistics.mjs';

const STREAMS = 1_000;
const FACTS_PER_SECOND = 100;
const LEAST_SECONDS = 20;
const NEGOTIATIONS = 5;
const SECRET = 'by-which-its-tokens-are-encrypted-here';
const ORIGIN = 'record.example.org/bench';
const LIFETIME_S = 3_600;
const COMPARTMENTS = ['a', 'b', 'c', 'd'];
const LEVELS = ['public', 'restreint', 'confidentiel', 'secret'];
const CHIEF = { clearance: 'tres-secret', compartments: COMPARTMENTS, roles: ['administrator', 'recorder', 'reader'] };
const DORA = { clearance: 'tres-secret', compartments: COMPARTMENTS, roles: ['declassifier'] };
/** Four levels, with none to four compartments. */
const CLEARANCES = LEVELS.flatMap((clearance) =>
  [0, 1, 2, 3, 4].map((count) => ({ clearance, compartments: COMPARTMENTS.slice(0, count) })),
);
const sees = ({ clearance, compartments }, { level, compartments: of }) =>
  LEVELS.indexOf(level) <= LEVELS.indexOf(clearance) && of.every((one) => compartments.includes(one));

/** So many streams end during the run, each for its reason, and are opened again. */
const REVOKED = 10;
const EXPIRING = 20;
const REMARKED_EVERY = 20;

const post = async (url, headers, path, body) => {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return { body: JSON.parse(text), token: answer.headers.get('consistency-token') };
};

/** Reads one stream, and opens it again with the id of the last message when it ends. */
class Listener {
  isStopped = false;
  #lastId;

  constructor(url, person, headersNow, hear) {
    Object.assign(this, { url, person, headersNow, hear });
  }

  async open() {
    const last = this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId };
    const request = get(`${this.url}/v1/notices`, { headers: { ...this.headersNow(), ...last }, agent: false });
    request.on('error', (error) => {
      if (!this.isStopped) throw error;
    });
    const [response] = await once(request, 'response');
    if (response.statusCode !== 200) throw new Error(`a stream is answered with ${response.statusCode}`);
    this.request = request;
    let text = '';
    response.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
      const whole = text.lastIndexOf('\n\n') + 2;
      const now = performance.now();
      for (const [, event, id] of text.slice(0, whole).matchAll(/(?:event: (\w+)\n)?(?:id: (\S+)\n)data: /g)) {
        this.#lastId = id;
        if (event === undefined) this.hear(this, id, now);
      }
      text = text.slice(whole);
    });
    response.once('close', () => {
      if (this.isStopped) return;
      this.endedAt = performance.now();
      void this.open();
    });
    await once(response, 'data');
  }

  stop() {
    this.isStopped = true;
    this.request.destroy();
  }
}

const measured = async (seconds) => {
  const issuer = await Issuer.start();
  atTheEnd(() => issuer.stop());
  const tokenOf = async (subject, { roles, clearance, compartments }, lifetime = LIFETIME_S) => {
    const claims = issuer.claims(subject);
    const token = await issuer.sign({ ...claims, exp: claims.iat + lifetime, roles, clearance, compartments });
    return { authorization: `Bearer ${token}` };
  };
  const service = await start(NOW.main, newFolder('notices'), {
    ...issuer.settings,
    ADMINISTRATOR: 'chief',
    SHARED_SECRET: SECRET,
    LEDGER_ORIGIN: ORIGIN,
    MAX_CONNECTIONS: '4000',
    MAX_CONNECTIONS_PER_ADDRESS: '0',
    MAX_NOTICE_STREAMS: String(STREAMS),
  });
  await ready(service.url);
  const [chief, dora] = [await tokenOf('chief', CHIEF), await tokenOf('dora', DORA)];
  const record = (path, body) => post(service.url, chief, path, body);

  const negotiations = [];
  for (let n = 0; n < NEGOTIATIONS; n++) {
    const { body } = await record('/v1/negotiations', { title: `Talks ${n}` });
    negotiations.push(body.id);
  }
  const people = Array.from({ length: STREAMS }, (_, n) => ({
    subject: `reader-${n}`,
    roles: ['reader'],
    ...CLEARANCES[n % CLEARANCES.length],
  }));
  step(`giving ${number(STREAMS)} readers access`);
  for (const id of negotiations)
    await record(
      '/v1/batches',
      [...people, { subject: 'dora' }].slice(0, 1_000).map(({ subject }) => ({
        path: `/v1/negotiations/${id}/grants`,
        body: { issuer: issuer.url, subject },
      })),
    );
  for (const id of negotiations) await record(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject: 'dora' });
  const memoryBefore = service.memory();

  const health = await fetch(`${service.url}/health/ready`, { headers: chief });
  const { log } = await health.json();
  const ids = new ConsistencyTokens(SECRET, { logId: log.id }, ORIGIN);
  /** By ordinal: when each fact was acknowledged, its negotiation, and its marking. */
  const facts = new Map();
  // What is heard is judged after the run, so that it takes no time from it.
  const heard = [];
  const hear = (listener, id, at) => heard.push({ listener, id, at });

  step(`opening ${number(STREAMS)} streams`);
  const listeners = [];
  for (const [n, person] of people.entries()) {
    // Some expire during the run.
    let headers = await tokenOf(person.subject, person, n < EXPIRING ? Math.ceil(seconds / 2) + (n % 5) : LIFETIME_S);
    const listener = new Listener(service.url, person, () => headers, hear);
    await listener.open();
    listeners.push(listener);
    if (n < EXPIRING) void tokenOf(person.subject, person).then((fresh) => (headers = fresh));
  }
  step(`recording for ${seconds} s`);
  const marking = (n) => ({ level: LEVELS[n % 4], compartments: COMPARTMENTS.slice(0, (n * 7) % 5) });
  const underWay = [];
  const began = performance.now();
  const total = seconds * FACTS_PER_SECOND;
  const revoked = [];
  for (let n = 0; n < total; n++) {
    const due = began + (n * 1_000) / FACTS_PER_SECOND;
    if (due > performance.now()) await sleep(due - performance.now());
    const id = negotiations[n % NEGOTIATIONS];
    const mark = marking(n);
    underWay.push(
      record(`/v1/negotiations/${id}/meetings`, { title: `A meeting ${n}`, marking: mark }).then(
        async ({ body, token }) => {
          const acknowledged = performance.now();
          const { ordinal } = ids.read(token);
          const isRemarked = n % REMARKED_EVERY === 0;
          facts.set(ordinal, { id, mark, acknowledged, isRemarked });
          if (isRemarked) await remark(body.id);
        },
      ),
    );
    if (revoked.length < REVOKED && n > ((revoked.length + 1) * total) / (REVOKED + 1)) {
      // The last ones: nobody expects anything of this negotiation from then on.
      const listener = listeners.at(-1 - revoked.length);
      const revocation = { listener };
      revoked.push(revocation);
      const grant = { issuer: issuer.url, subject: listener.person.subject };
      underWay.push(
        record(`/v1/negotiations/${negotiations[0]}/grants/revoked`, grant).then(
          () => (revocation.acknowledged = performance.now()),
        ),
      );
    }
  }
  await Promise.all(underWay);
  const rate = (total * 1_000) / (performance.now() - began);
  await sleep(2_000);
  const memory = service.peak() - memoryBefore;
  const endings = await endingsOf(service.url, chief);
  // One that did not end has no time.
  const revocations = revoked.map(({ listener: { endedAt }, acknowledged }) => Math.max(0, endedAt - acknowledged));
  for (const listener of listeners) listener.stop();
  await service.stop();
  await issuer.stop();
  return { heard, facts, listeners, ids, rate, memory, endings, revocations };

  /** In both directions. */
  async function remark(meeting) {
    const path = `/v1/meetings/${meeting}`;
    const anyVersion = { 'if-match': '*' };
    const raised = { marking: { level: 'tres-secret' }, reason: 'x' };
    await post(service.url, { ...chief, ...anyVersion }, `${path}/mark`, raised);
    const lowered = { marking: { level: 'public' }, reason: 'x' };
    await post(service.url, { ...dora, ...anyVersion }, `${path}/approve-marking`, lowered);
    await post(service.url, { ...chief, ...anyVersion }, `${path}/mark`, lowered);
  }
};

/** How many streams the service has ended, by reason. */
const endingsOf = async (url, headers) => {
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  const counted = text.matchAll(/^rapporteur_notice_streams_ended_total{reason="([^"]+)"} (\d+)$/gm);
  return Object.fromEntries([...counted].map(([, reason, count]) => [reason, Number(count)]));
};

/** What was told of each fact, by the windows that the ids of the notices hold. */
const judged = ({ heard, facts, listeners, ids }) => {
  const places = new Map();
  const placeOf = (id) => {
    if (!places.has(id)) places.set(id, ids.read(id).notice);
    return places.get(id);
  };
  const lasting = new Set(listeners.slice(0, STREAMS - REVOKED));
  const told = new Map([...lasting].map((listener) => [listener, new Map()]));
  const delays = [];
  let empty = 0;
  for (const { listener, id, at } of heard) {
    const { after, upTo, negotiationId } = placeOf(id);
    let isDue = false;
    for (let ordinal = after + 1; ordinal <= upTo; ordinal++) {
      const fact = facts.get(ordinal);
      // What was marked anew is due to some who do not see the fact itself, and so are grants.
      if (fact === undefined || fact.isRemarked) isDue ||= fact === undefined || fact.id === negotiationId;
      else if (fact.id === negotiationId && sees(listener.person, fact.mark)) {
        isDue = true;
        delays.push(Math.max(0, at - fact.acknowledged));
        const times = told.get(listener);
        times?.set(ordinal, (times.get(ordinal) ?? 0) + 1);
      }
    }
    if (!isDue) empty += 1;
  }
  let [due, once] = [0, 0];
  for (const [listener, times] of told)
    for (const [ordinal, { mark, isRemarked }] of facts)
      if (!isRemarked && sees(listener.person, mark)) {
        due += 1;
        if (times.get(ordinal) === 1) once += 1;
      }
  return { delays, empty, due, once };
};

export const notices = {
  name: 'notices',
  help: `${number(STREAMS)} streams of notices over ${CLEARANCES.length} clearances, while ${FACTS_PER_SECOND} facts are recorded each second, with markings in both directions, revoked grants and expiring tokens`,
  size: `${NEGOTIATIONS} negotiations`,
  run: async ({ seconds }) => {
    const found = await measured(Math.max(seconds, LEAST_SECONDS));
    const { delays, empty, due, once } = judged(found);
    const { 'token-expired': expired = 0, 'access-revoked': revoked = 0, ...others } = found.endings;
    columns('', 'figure');
    row('facts recorded', `${number(found.rate)}/s`);
    note(`the machine had ${loadavg()[0].toFixed(0)} tasks that wanted a processor, and has ${availableParallelism()}`);
    row('notices', number(found.heard.length));
    row('streams that ended with their tokens', expired, holds(`${EXPIRING}`, expired === EXPIRING));
    row('streams that ended with an access', revoked, holds(`${REVOKED}`, revoked === REVOKED));
    const slowest = Math.max(...found.revocations);
    row('the last of these after its revocation', ms(slowest), below(1_000, slowest, 'ms'));
    const cut = Object.values(others).reduce((sum, count) => sum + count, 0);
    row('streams that ended otherwise', cut, holds('none', cut === 0));
    row('from the acknowledgement, median', ms(median(delays)), below(250, median(delays), 'ms'));
    row('99 of 100 within', ms(quantile(delays, 0.99)), below(1_000, quantile(delays, 0.99), 'ms'));
    row('facts told to each who sees them', number(due), holds('each once', once === due));
    row('notices of nothing that the reader sees', number(empty), holds('none', empty === 0));
    row('memory for the streams, at the most', MB(found.memory), below(256, found.memory, 'MB'));
  },
};
