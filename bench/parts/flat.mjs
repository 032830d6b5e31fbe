/** Whether lists, searches and filters take as long on a record that is ten times as large. */
import { choicesIn, filterValues, questionsIn } from '../support/list-questions.mjs';
import { login } from '../support/login.mjs';
import { dossierLog, logWithViews } from '../support/logs.mjs';
import { atMost, atSize, columns, ms, note, number, progress, ratio, row, step } from '../support/report.mjs';
import { Asker, checked, indexed, NOW, ready, start } from '../support/service.mjs';
import { quantile } from '../support/statistics.mjs';

const EVENTS = 1_000_000;
const TIMES = 2;
/** Each question has another limit, since an answer that is kept takes no time. These are asked first, and not counted. */
const WARM_UP = [21, 22, 23];
const FROM = 31;
const SAMPLES = 20;
/** A question that is slow is asked less often, but not less than this. */
const FEWEST = 3;
const LONGEST_MS = 2_000;
/** Of its times, the lower quartile, which other work on the machine changes least. */
const QUARTER = 0.25;
/** Counts of rows that differ by more are of pages that cannot be compared. */
const ALIKE = 0.1;
/** Characters of a value in a line. */
const SHOWN = 20;
const MOST_ROWS = 200;

/** The values of filters on one of the logs. */
const valuesOf = async (page, talks, instant) => {
  const first = async (list) => JSON.parse((await page(`${talks}/${list}?limit=1`)).text).items[0].id;
  const ids = {
    negotiation: talks.split('/').at(-1),
    party: await first('parties'),
    representative: await first('representatives'),
    issue: await first('issues'),
    meeting: await first('meetings'),
  };
  return filterValues({ ids, recordedAt: instant(0.5) });
};

/** A service on one of the logs, and how it is asked. */
const open = async (count, negotiations) => {
  const [{ dataDir, instant }, { settings, headers }] = await Promise.all([
    logWithViews({ count, negotiations }),
    login(),
  ]);
  const service = await start(NOW.main, dataDir, settings);
  await ready(service.url);
  await indexed(service.url, headers.chief);
  step(`waiting until the views of ${number(count)} events are checked`);
  await checked(service.url, headers.chief);
  const asker = new Asker();
  const page = (path) => asker.page(`${service.url}${path}`, headers.reader);
  const close = async () => {
    asker.close();
    await service.stop();
  };
  return { instant, page, close };
};

/** A question with its value, for one of the logs: from a limit to an address. Some filters have several values. */
const asked = async ({ page }, { address, filter, isNext, required }, values) => {
  const always = firstOf(values, required);
  const withQuery = (query) => (limit) => `${address}?${new URLSearchParams({ ...always, ...query, limit })}`;
  if (isNext) {
    const { next } = JSON.parse((await page(withQuery({})(FROM))).text);
    return next ? [{ name: 'next page', at: withQuery({ after: next }) }] : [];
  }
  if (filter === undefined) return [{ name: '', at: withQuery({}) }];
  const { name } = filter;
  const one = (value) => ({
    name: `?${name}=${name.endsWith('Id') ? '…' : String(value).slice(0, SHOWN)}`,
    at: withQuery({ [name]: value }),
  });
  if (values[name] === undefined) throw new Error(`${address}: the bench has no value for its filter ${name}`);
  return [values[name]].flat().map(one);
};

const firstOf = (values, names) => Object.fromEntries(names.map((name) => [name, [values[name]].flat()[0]]));

/** Of the values of a choice: the one that most rows have, the one that fewest have, and one that none has. */
const tellingOf = async ({ page }, { address, filter, required }, choices, values) => {
  const always = firstOf(values, required);
  const counted = [];
  for (const value of choices) {
    const { text } = await page(
      `${address}?${new URLSearchParams({ ...always, [filter.name]: value, limit: MOST_ROWS })}`,
    );
    counted.push({ value, rows: JSON.parse(text).items.length });
  }
  counted.sort((a, b) => b.rows - a.rows);
  const [most, least, none] = [
    counted[0],
    counted.findLast(({ rows }) => rows > 0),
    counted.find(({ rows }) => rows === 0),
  ];
  return [...new Set([most, least, none].filter(Boolean).map(({ value }) => value))];
};

/** The rows and the times of one question, asked of both sides in turns. `addresses`: by side, from a limit to an address. */
const compared = async (sides, addresses) => {
  const rows = [0, 0];
  const times = [[], []];
  const ask = async (limit, side) => {
    const { text, ms } = await sides[side].page(addresses[side](limit));
    return { rows: JSON.parse(text).items.length, ms };
  };
  const began = performance.now();
  for (const limit of WARM_UP) for (const side of [0, 1]) await ask(limit, side);
  for (let n = 0; n < SAMPLES && (n < FEWEST || performance.now() - began < LONGEST_MS); n++)
    for (const side of n % 2 === 0 ? [0, 1] : [1, 0]) {
      const answer = await ask(FROM + n, side);
      rows[side] += answer.rows;
      times[side].push(answer.ms);
    }
  return { rows, times };
};

/** The sides of one kind of log, the small and the large one, and what they are asked. */
const measured = async (counts, negotiations) => {
  const sides = [];
  for (const count of counts) sides.push(await open(count, negotiations));
  const { overview, id } = await dossierLog();
  const [small] = sides;
  const document = JSON.parse((await small.page('/openapi.json')).text);
  const values = [];
  for (const side of sides) values.push(await valuesOf(side.page, overview, side.instant));
  const found = [];
  const questions = questionsIn(document, id);
  for (const [n, question] of questions.entries()) {
    progress(`${n + 1} of ${questions.length} questions`);
    const choices = question.filter && choicesIn(document, question.filter);
    const telling = choices && { [question.filter.name]: await tellingOf(small, question, choices, values[0]) };
    const ways = await Promise.all(sides.map((side, n) => asked(side, question, { ...values[n], ...telling })));
    // A short list has no next page.
    if (ways.some(({ length }) => length === 0)) continue;
    for (const [i, { name }] of ways[0].entries()) {
      const { rows, times } = await compared(
        sides,
        ways.map((way) => way[i].at),
      );
      const [least, most] = rows.toSorted((a, b) => a - b);
      const [few, many] = times.map((some) => quantile(some, QUARTER));
      found.push({
        list: question.list,
        filter: question.filter?.name,
        name,
        few,
        many,
        share: many / few,
        isAlike: most - least <= most * ALIKE,
      });
    }
  }
  for (const { close } of sides) await close();
  return found;
};

export const flat = {
  name: 'flat',
  help: 'every list, search and filter of a reader, on a record that is ten times as large',
  size: `${number(EVENTS)} events beside ${number(EVENTS / 10)}, in one negotiation, and in 1,000`,
  run: async ({ events = EVENTS }) => {
    const counts = [Math.ceil(events / 10), events];
    for (const negotiations of [1, 1_000]) {
      const found = await measured(counts, negotiations);
      const place = negotiations === 1 ? 'in one negotiation' : `in ${number(negotiations)}`;
      columns(`${place}: the slowest of each list`, ...counts.map(number), 'ratio');
      const alike = found.filter(({ isAlike }) => isAlike).toSorted((a, b) => b.share - a.share);
      const shown = new Set();
      for (const { list, filter, name, few, many, share } of alike) {
        // The slowest of each list, and of each filter that is too slow.
        const group = shown.has(list) ? `${list} ${filter}` : list;
        if (shown.has(group) || (shown.has(list) && share <= TIMES)) continue;
        shown.add(list).add(`${list} ${filter}`);
        const bar = atSize(EVENTS, events, atMost(TIMES, share, 'times'));
        row(`${list} ${name}`, ms(few), ms(many), ratio(share), bar);
      }
      const others = found.length - alike.length;
      note(`${alike.length} questions; ${others} more have pages of different lengths there, and are not compared`);
    }
  },
};
