import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Ladder } from '#domain/marking.js';
import { type Api, apiAt } from '../api.js';
import { CliError } from '../cli-error.js';
import { bytesIn } from '../input-file.js';
import type { CheckedDossiers, Entry, CheckOptions } from '../dossier/check-dossier.js';
import { ladderOf, type OpenApi } from '../dossier/commands-from-openapi.js';
import { Loader, type Outcome } from '../dossier/load-dossier.js';
import type { LaterChange } from '../dossier/compare-with-record.js';
import {
  type DossierFile,
  type SourcePosition,
  type Problem,
  readDossier,
  unreadDossier,
} from '../dossier/read-dossier.js';
import { decodeUtf8 } from '../dossier/utf8.js';
import { progress, writeError } from '#formats/terminal.js';
import { print } from '../print.js';
import { withStopSignal } from '../with-stop-signal.js';

export const URL_OPTION = ['--url <url>', 'where the service listens', 'http://127.0.0.1:3000'] as const;
const MOST_PROBLEMS = 50;
const MOST_ALIKE = 3;

type Options = Readonly<{ url: string; check?: true; json?: true }>;

export const addLoad = (program: Command) => {
  program
    .command('load')
    .description('Check dossiers, then record their entries in order. Loading again records nothing twice.')
    .argument('<file...>', 'YAML files, in order')
    .option(...URL_OPTION)
    .option('--check', 'find what would be refused, record nothing')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Files of one dossier share their keys: load them together, in order.

Examples:
  $ rapporteur load examples/eu-china-1-the-article.yaml
  $ rapporteur load examples/eu-china-*.yaml --check
  $ rapporteur load examples/eu-china-*.yaml --url http://127.0.0.1:8080 --json`,
    )
    .action(async (files: string[], options: Options) => {
      const api = apiAt(options.url, 'record');
      const { entries, problems, document } = await checkFiles(api, files, options.check === true);
      if (problems.length > 0) {
        if (options.json) print({ problems });
        else printProblems(problems);
        process.exitCode = 1;
        return;
      }
      if (options.check) {
        if (options.json) print({ problems, entries: entries.length });
        else
          print(
            `${countOf(entries.length, 'entry', 'entries')} in ${countOf(files.length, 'file', 'files')}: no problems. Nothing was recorded.`,
          );
        return;
      }
      const outcomes = await withStopSignal((stop) => loadEntries(api, entries, ladderOf(document), stop));
      if (options.json) print(asJson(outcomes));
      else printOutcomes(outcomes, options.url);
      if (outcomes.length < entries.length)
        throw new CliError(
          `Stopped after ${outcomes.length} of ${countOf(entries.length, 'entry', 'entries')}. Run the same command again to continue: nothing is recorded twice.`,
        );
      if (outcomes.some(({ what }) => what !== 'recorded' && what !== 'already-there')) process.exitCode = 1;
    });
};

const checkFiles = async (api: Api, files: readonly string[], byRules: boolean) => {
  const step = progress();
  try {
    const read = files.map((file) => {
      step(`Reading ${file}`);
      return readFile(file);
    });
    const document = await api.get<OpenApi>('/openapi.json');
    return { document, ...(await check(read, document, { step, now: api.clock, byRules })) };
  } finally {
    step();
  }
};

/** @throws CliError */
const readFile = (file: string): DossierFile => {
  const text = decodeUtf8(bytesIn(file));
  return typeof text === 'string' ? readDossier(file, text) : unreadDossier({ file, ...text });
};

/** The checker is loaded on demand: it takes as long to load as the rest of the command line. */
const check = async (
  files: readonly DossierFile[],
  api: OpenApi,
  meanwhile?: CheckOptions,
): Promise<CheckedDossiers> => {
  const { checkDossiers } = await import('../dossier/check-dossier.js');
  return checkDossiers(files, api, meanwhile);
};

/** Reads and checks files that should have no problems. @throws CliError if they have */
export const checkedFiles = async (files: readonly string[], api: OpenApi): Promise<CheckedDossiers['entries']> => {
  const { entries, problems } = await check(files.map(readFile), api);
  if (problems.length > 0) throw new CliError(problems.map(lineOf).join('\n'));
  return entries;
};

/** `ladder`: of the service. After `stop` the request that is under way is completed. */
export const loadEntries = async (
  api: Api,
  entries: readonly Entry[],
  ladder: Ladder,
  stop?: AbortSignal,
): Promise<readonly Outcome[]> => {
  const loader = new Loader(api, ladder);
  const outcomes: Outcome[] = [];
  const step = progress();
  const total = String(entries.length);
  while (outcomes.length < entries.length) {
    if (stop?.aborted) break;
    const next = entries[outcomes.length]!;
    step(`[${String(outcomes.length + 1).padStart(total.length)}/${total}] ${next.command.name} ${next.key}`);
    outcomes.push(...(await loader.load(entries, outcomes.length)));
  }
  step();
  return outcomes;
};

const placeOf = ({ file, line, column }: SourcePosition) => `${file}:${line}:${column}`;
const lineOf = (problem: Problem) => `${placeOf(problem)}  ${problem.message}`;
const countOf = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

const printProblems = (problems: readonly Problem[]) => {
  for (const problem of problems.slice(0, MOST_PROBLEMS)) writeError(`${lineOf(problem)}\n`);
  const more = problems.length - MOST_PROBLEMS;
  writeError(
    `\n${countOf(problems.length, 'problem', 'problems')}${more > 0 ? `, the first ${MOST_PROBLEMS} of them shown` : ''}. Nothing was recorded.\n`,
  );
};

/** "recorded 3, already there 77, changed 0, refused 0" */
export const summaryOf = (outcomes: readonly Outcome[]): string => {
  const count = (...whats: Outcome['what'][]) => outcomes.filter(({ what }) => whats.includes(what)).length;
  const leftOut = count('left-out');
  return [
    `recorded ${count('recorded')}`,
    `already there ${count('already-there')}`,
    `changed ${count('changed', 'otherwise', 'marked-otherwise', 'elsewhere')}`,
    `refused ${count('refused', 'overtaken')}`,
    ...(leftOut > 0 ? [`left out ${leftOut}`] : []),
  ].join(', ');
};

const WHATS = [
  'recorded',
  'already-there',
  'changed',
  'otherwise',
  'marked-otherwise',
  'elsewhere',
  'overtaken',
  'refused',
  'left-out',
] as const satisfies readonly Outcome['what'][];
const asJson = (outcomes: readonly Outcome[]) => ({
  summary: Object.fromEntries(WHATS.map((what) => [what, outcomes.filter((outcome) => outcome.what === what).length])),
  entries: outcomes.map(({ entry: { key, command, place }, ...outcome }) => ({
    key,
    record: command.name,
    ...place,
    ...outcome,
  })),
});

const printOutcomes = (outcomes: readonly Outcome[], url: string) => {
  const alike = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const text = describeOutcome(outcome, url);
    if (text === undefined) continue;
    const kind = groupOf(outcome);
    const those = alike.get(kind) ?? [];
    alike.set(kind, those);
    if (those.push(outcome) <= MOST_ALIKE) writeError(`${placeOf(outcome.entry.place)}  ${text}\n`);
  }
  for (const [first, ...others] of alike.values()) {
    const more = others.length + 1 - MOST_ALIKE;
    if (more <= 0) continue;
    const { key, place } = others.at(-1)!.entry;
    const did = first!.what === 'refused' ? 'refused' : 'left out';
    writeError(
      `${more} more were ${did} like "${first!.entry.key}", the last one "${key}" (${placeOf(place)}). --json lists all.\n`,
    );
  }
  print(`${summaryOf(outcomes)}.`.replace(/^r/, 'R'));
};

/** Entries that were refused for the same reason, or left out for lack of the same entry, form a group. Any other is on its own. */
const groupOf = (outcome: Outcome): string => {
  if (outcome.what === 'left-out') return outcome.because;
  if (outcome.what !== 'refused') return JSON.stringify([outcome.what, outcome.entry.dossier, outcome.entry.key]);
  const { code, detail, errors = [] } = outcome.problem;
  const said = [detail, ...errors.map(({ pointer, detail: why }) => `${pointer} ${why}`)].join('\n');
  return JSON.stringify([code, said]);
};

const describeOutcome = (outcome: Outcome, url: string): string | undefined => {
  const { key, place } = outcome.entry;
  switch (outcome.what) {
    case 'recorded':
      return undefined;
    case 'already-there':
      return outcome.kept && [`"${key}" is on record.`, ...describeKept(outcome)].join('\n');
    case 'refused': {
      const { status, code, detail, errors = [] } = outcome.problem;
      const fields = errors.map(({ pointer, detail: why }) => `\n    ${pointer}: ${why}`).join('');
      return `"${key}" was refused (${status} ${code}): ${fields === '' ? detail : fields}`;
    }
    case 'overtaken': {
      const { act, recordedBy, eventId, path, ifMatch } = outcome.by;
      const does = act === 'marked' ? 'marks' : 'corrects';
      const undo = act === 'marked' ? 'mark it by hand, and remove the entry too' : 'void that, and load again';
      const body =
        act === 'marked' ? outcome.told : { eventId, reason: `${basename(place.file)} corrects it differently.` };
      return [
        `"${key}" ${does} what ${recordedBy} has ${act} since (event ${eventId}), so it was not recorded.`,
        `    If that is right, remove the entry from the file. If the file is right, ${undo}:`,
        indented(curl(url, path, ifMatch, body)),
      ].join('\n');
    }
    case 'left-out':
      return `"${key}" was left out: ${outcome.because}.`;
    case 'changed': {
      const { eventId, changes, contested, path, ifMatch } = outcome.change;
      const body = { eventId, changes, reason: `${basename(place.file)} says so now.` };
      return [
        `"${key}" differs from what was recorded (event ${eventId}). The record is unchanged.`,
        `    What changed: ${JSON.stringify(changes)}`,
        ...contested.map(
          (since) => `    ${describeLaterChange(since)}. The file differs: correcting it overrides that change.`,
        ),
        `    To correct the record:`,
        indented(curl(url, path, ifMatch, body)),
        ...describeKept(outcome),
      ].join('\n');
    }
    case 'otherwise': {
      const { eventId, path, ifMatch, recordedAs } = outcome.change;
      if (recordedAs === 'RecordMarked')
        return `"${key}" marked a thing differently when it was recorded (event ${eventId}), which cannot be changed. Give the entry a new key to mark the thing again.`;
      return [
        `"${key}" was recorded as ${recordedAs} (event ${eventId}), which cannot be changed. Give the entry a new key, and void the old record:`,
        indented(curl(url, path, ifMatch, { eventId, reason: `${basename(place.file)} says otherwise now.` })),
      ].join('\n');
    }
    case 'marked-otherwise': {
      const { marking, contested, path, ifMatch } = outcome.change;
      const body = { marking, reason: `${basename(place.file)} says so now.` };
      return [
        `"${key}" has another marking than the record. The record is unchanged.`,
        ...contested.map(
          (since) => `    ${describeLaterChange(since)}. Marking it as in the file overrides that change.`,
        ),
        `    To mark it as in the file:`,
        indented(curl(url, path, ifMatch, body)),
        ...describeKept(outcome),
      ].join('\n');
    }
    case 'elsewhere': {
      const { negotiationId, type } = outcome;
      const query = new URLSearchParams({ negotiationId, ...(type !== undefined && { type }) }).toString();
      return [
        `"${key}" was recorded before as a fact about another thing, which cannot be changed. Restore the thing in the file, or give the entry a new key and void the old record.`,
        `    Find the old record here:`,
        indented(`curl '${new URL(`/v1/audit/trail?${query}`, url).href}'`),
      ].join('\n');
    }
  }
};

/** Fields that were corrected since and are unchanged in the file: the correction stays. */
const describeKept = ({ kept = [] }: Readonly<{ kept?: readonly LaterChange[] }>) =>
  kept.map((since) => `    ${describeLaterChange(since)}. It stays so; there is nothing to do.`);

const describeLaterChange = ({ field, now, by, on, eventId }: LaterChange) => {
  const did = field === 'marking' ? 'marked' : 'corrected';
  return `"${field}" was ${did} by ${by} on ${on} (event ${eventId}), and is ${now === undefined ? 'left out' : JSON.stringify(now)} now`;
};

const curl = (url: string, path: string, ifMatch: string, body: object) =>
  [
    `curl -X POST ${new URL(path, url).href}`,
    // The shell inserts the token, so that it is not printed.
    ...(process.env['RAPPORTEUR_TOKEN'] ? ['-H "Authorization: Bearer $RAPPORTEUR_TOKEN"'] : []),
    `-H 'If-Match: ${ifMatch}' -H 'Content-Type: application/json'`,
    `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`,
  ].join(' \\\n  ');
const indented = (text: string) => text.replaceAll(/^/gm, '      ');
