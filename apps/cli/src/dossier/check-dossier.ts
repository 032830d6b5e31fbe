import { validate as isUuid } from 'uuid';
import type { Instant } from '#domain/ids.js';
import type { DatedFact } from '#domain/reject-future-dates.js';
import { futureDateProblems, hourProblems } from './check-dates.js';
import { type Command, type OpenApi, commandsOf, CORRECTION_COMMAND } from './commands-from-openapi.js';
import { suggest } from './suggest.js';
import { type DossierSchema, dossierSchema, type Reference, referencesIn, type Target } from './dossier-schema.js';
import { type DossierName, KEY } from './entry-keys.js';
import type { DossierFile, Path, SourcePosition, Problem } from './read-dossier.js';
import { fieldChecks } from './check-fields.js';
import { RuleCheck } from './check-rules.js';
import { storedFields } from './stored-fields.js';

/** One checked fact of a dossier: its command and the keys in it. */
export type Entry = DossierName &
  Readonly<{
    key: string;
    command: Command;
    /** The keys of the thing that it is about and of the thing that it belongs to. */
    of?: string;
    in?: string;
    /** As in the file, with keys instead of ids. */
    fields: Readonly<Record<string, unknown>>;
    references: readonly Reference[];
    place: SourcePosition;
  }>;
export type CheckedDossiers = Readonly<{ entries: readonly Entry[]; problems: readonly Problem[] }>;

type Fields = Readonly<Record<string, unknown>>;
/** An earlier entry, with its thing and its negotiation. */
type KnownEntry = Readonly<{
  command: Command;
  place: string;
  thing?: string | undefined;
  negotiation?: string | undefined;
}>;
/** The entries of one dossier so far, by key. */
type Dossier = DossierName & {
  /** The file that named it first. */
  readonly file: string;
  readonly opened: Map<string, KnownEntry>;
  firstNegotiation?: string;
};
/** The current entry. `last`: the last index of each key in the file. */
type EntryContext = Readonly<{
  file: DossierFile;
  at: Path;
  i: number;
  checkKey: unknown;
  dossier: Dossier;
  last: ReadonlyMap<string, number>;
}>;

// Each suggestion compares with all keys so far.
const MOST_SUGGESTIONS = 100;
const STEP = 100;

/**
 * `step` reports progress. `now`: the clock of the service; without it, future dates are not checked. `byRules`: as if all entries were
 * recorded now, in this order, by the rules of the record. Where some are on record already, the record knows better.
 */
export type CheckOptions = Readonly<{ step?: (text: string) => void; now?: Instant | undefined; byRules?: boolean }>;

/** Finds all problems that can be found before anything is recorded. Files of one dossier share their keys. */
export const checkDossiers = (
  files: readonly DossierFile[],
  api: OpenApi,
  { step = () => {}, now, byRules = false }: CheckOptions = {},
): CheckedDossiers => {
  const schema = dossierSchema(api);
  const fields = fieldChecks(schema);
  const rules = byRules && now !== undefined ? new RuleCheck(schema.definitions, fields, now) : undefined;
  const checker = new Checker(commandsOf(api), schema, fields, step, now, rules);
  for (const file of files) checker.checkFile(file);
  return { entries: checker.entries, problems: [...checker.problems.values()] };
};

class Checker {
  readonly entries: Entry[] = [];
  /** By place and message: a mistake under an anchor is one problem, however often the anchor is used. */
  readonly problems = new Map<string, Problem>();
  private readonly dossiers = new Map<string, Dossier>();
  private suggestions = 0;

  constructor(
    private readonly commands: ReadonlyMap<string, Command>,
    private readonly schema: DossierSchema,
    private readonly fields: ReturnType<typeof fieldChecks>,
    private readonly step: (text: string) => void,
    private readonly now: Instant | undefined,
    private readonly rules: RuleCheck | undefined,
  ) {}

  checkFile(file: DossierFile) {
    for (const problem of file.problems) this.add(problem);
    if (file.problems.length > 0) return;
    const { value } = file;
    if (!isMap(value)) {
      this.wrong(file, [], 'A dossier is a map with "dossier" and "entries".');
      return;
    }
    for (const field of Object.keys(value).filter((name) => !FIELDS.includes(name)))
      this.wrong(
        file,
        [field],
        `A dossier has no field "${field}".${suggest(field, FIELDS)} It has "dossier", "namespace" and "entries".`,
        true,
      );
    const { dossier, entries } = value;
    if (typeof dossier !== 'string' || !KEY.test(dossier))
      this.wrong(file, ['dossier'], '"dossier" must be a name of a-z, 0-9 and -, like eu-china-rare-earths.');
    if (!Array.isArray(entries)) {
      this.wrong(file, ['entries'], '"entries" must be a list of facts, each with "key" and "record".');
      return;
    }
    const name = String(dossier);
    const namespace = this.namespaceOf(file, value);
    const known = this.dossiers.get(name) ?? { dossier: name, namespace, file: file.file, opened: new Map() };
    this.dossiers.set(name, known);
    if (known.namespace !== namespace) this.otherNamespace(file, known);
    const last = new Map(
      entries.map((checkEntry: unknown, i) => [isMap(checkEntry) ? String(checkEntry['key']) : '', i]),
    );
    for (const [i, entry] of entries.entries()) {
      if (i % STEP === 0) this.step(`Checking ${file.file}: ${i} of ${entries.length} entries`);
      this.entry({ file, at: ['entries', i], i, checkKey: undefined, dossier: known, last }, entry);
    }
  }

  private entry(nowhere: EntryContext, entry: unknown) {
    if (!isMap(entry)) {
      this.wrong(nowhere.file, nowhere.at, 'An entry is a map with "key", "record" and the fields of the fact.');
      return;
    }
    const { key, record, of, in: owner, ...fields } = entry;
    const here: EntryContext = { ...nowhere, checkKey: key };
    const { file, at, dossier } = here;
    const place = file.at(at);
    const keyed = this.key(here);
    const command = typeof record === 'string' ? this.commands.get(record) : undefined;
    const belongs = command === undefined ? {} : ownershipOf(command, entry, dossier);
    if (command === undefined) this.unknownCommand(file, at, record);
    else {
      const complete = this.checkFields(here, entry, command);
      const references = referencesIn(fields, this.schema.definitions[command.name]!, this.schema.definitions);
      const inChanges = this.checkChanges(here, command, fields);
      for (const { path, key: used, target } of [...references, ...(inChanges ?? [])])
        if (this.checkReference(here, path, used, target)) {
          this.checkSameNegotiation(here, entry, path, used, belongs);
          if (target.to === 'thing' && used === belongs.thing)
            this.wrong(
              file,
              [...at, ...path],
              `"${used}" is the ${command.kind} itself. Leave it out, or use another key.`,
            );
        }
      const isComplete = keyed !== undefined && complete && inChanges !== undefined;
      this.checkRules(here, { command, fields, thing: belongs.thing, isComplete });
      if (keyed && complete)
        this.entries.push({
          dossier: dossier.dossier,
          ...(dossier.namespace !== undefined && { namespace: dossier.namespace }),
          key: keyed,
          command,
          ...(typeof of === 'string' && { of }),
          ...this.ownerOf(here, command, owner),
          fields,
          references: [...references, ...(inChanges ?? [])],
          place,
        });
    }
    if (!keyed || dossier.opened.has(keyed)) return;
    dossier.opened.set(keyed, { command: command ?? UNKNOWN, place: `${place.file}:${place.line}`, ...belongs });
    if (command?.name === OPENS_NEGOTIATION) dossier.firstNegotiation ??= keyed;
  }

  private namespaceOf(file: DossierFile, { namespace }: Fields): string | undefined {
    if (namespace === undefined) return undefined;
    if (typeof namespace === 'string' && isUuid(namespace)) return namespace.toLowerCase();
    this.wrong(
      file,
      ['namespace'],
      '"namespace" must be a random UUID. "rapporteur new-dossier" makes a file with one. Leave it out if this dossier was loaded without one.',
    );
    return undefined;
  }

  private otherNamespace(file: DossierFile, { dossier, file: first, namespace }: Dossier) {
    this.wrong(
      file,
      ['namespace'],
      namespace === undefined
        ? `${first} has the same dossier "${dossier}" and no namespace. Files of one dossier have the same one: leave it out here too, or give the dossier another name.`
        : `${first} has the same dossier "${dossier}" with another namespace. Files of one dossier have the same one: copy the line "namespace: …" from there, or give the dossier another name.`,
    );
  }

  private key({ file, at, dossier: { opened }, checkKey: key }: EntryContext): string | undefined {
    if (key === undefined) this.wrong(file, at, 'An entry needs a "key": a name for it, like brussels.');
    else if (typeof key !== 'string' || !KEY.test(key))
      this.wrong(file, [...at, 'key'], 'A key is a text of 1 to 64 characters a-z, 0-9 and -. Put a number in quotes.');
    else if (opened.has(key))
      this.wrong(
        file,
        [...at, 'key'],
        `The key "${key}" is already used by the entry at ${opened.get(key)!.place}. Choose another.`,
      );
    else return key;
    return undefined;
  }

  private unknownCommand(file: DossierFile, at: Path, record: unknown) {
    if (record === undefined)
      this.wrong(file, at, 'An entry needs a "record": the command, like MakeStatement or HoldMeeting.');
    else
      this.wrong(
        file,
        [...at, 'record'],
        typeof record === 'string'
          ? `There is no command "${record}".${suggest(record, this.commands.keys())} The schema lists them all.`
          : '"record" must be the name of a command.',
      );
  }

  /** Whether the entry has the fields that its command requires, and dates that can be. */
  private checkFields(here: EntryContext, entry: Fields, command: Command) {
    const errors = this.fields(command.name, { ...entry, key: 'checked-by-itself' });
    for (const { path, message, onKey } of errors) this.wrong(here.file, [...here.at, ...path], message, onKey);
    for (const [field, kind] of [
      ['of', command.kind],
      ['in', command.in],
    ] as const) {
      const used = entry[field];
      if (typeof used === 'string' && kind !== undefined && (field === 'in' ? command.in : command.of))
        this.checkReference(here, [field], used, { to: 'thing', kind });
    }
    if (errors.length > 0) return false;
    const { data, circumstances } = storedFields(entry, command.name, this.schema.definitions);
    const fact = { ...data, ...circumstances };
    const hours = hourProblems(fact);
    for (const { path, message } of hours) this.wrong(here.file, [...here.at, ...path], message);
    return !this.checkFutureDates(here, [], fact) && hours.length === 0;
  }

  /** Whether the record would take the entry after those before it. */
  private checkRules(
    { file, at, checkKey, dossier }: EntryContext,
    told: Readonly<{ command: Command; fields: Fields; thing: string | undefined; isComplete: boolean }>,
  ) {
    if (this.rules === undefined || told.thing === undefined) return;
    const thing = `${dossier.dossier} ${told.thing}`;
    if (!told.isComplete) {
      this.rules.leaveOut(thing);
      return;
    }
    const { eventId } = told.fields;
    const target = typeof eventId === 'string' ? dossier.opened.get(eventId)?.command : undefined;
    const refusal = this.rules.refusalOf({ ...told, thing, key: String(checkKey), target });
    if (refusal) this.wrong(file, at, refusal.because);
  }

  /** @returns whether there are any */
  private checkFutureDates({ file, at }: EntryContext, above: Path, fact: DatedFact): boolean {
    const problems = this.now === undefined ? [] : futureDateProblems(fact, this.now);
    for (const { path, message } of problems) this.wrong(file, [...at, ...above, ...path], message);
    return problems.length > 0;
  }

  /** Checks the changes of a correction against the fields of the corrected fact. Undefined if they are no such fields. */
  private checkChanges(here: EntryContext, command: Command, fields: Fields): readonly Reference[] | undefined {
    const { file, at, dossier } = here;
    const { eventId, changes } = fields;
    const target = typeof eventId === 'string' ? dossier.opened.get(eventId)?.command : undefined;
    if (
      !CORRECTION_COMMAND.test(command.name) ||
      !isMap(changes) ||
      target === undefined ||
      CORRECTION_COMMAND.test(target.name)
    )
      return [];
    const errors = this.fields(target.name, changes, 'changes');
    for (const { path, message, onKey } of errors) this.wrong(file, [...at, 'changes', ...path], message, onKey);
    if (errors.length > 0) return undefined;
    const { data, circumstances } = storedFields(changes, target.name, this.schema.definitions);
    if (this.checkFutureDates(here, ['changes'], { ...data, ...circumstances })) return undefined;
    return referencesIn(changes, this.schema.definitions[target.name]!, this.schema.definitions, ['changes']);
  }

  /** `in` defaults to the first negotiation of the dossier. */
  private ownerOf({ file, at, dossier }: EntryContext, command: Command, owner: unknown): { in?: string } {
    if (typeof owner === 'string') return { in: owner };
    if (command.in !== 'negotiation') return {};
    const { firstNegotiation } = dossier;
    if (firstNegotiation !== undefined) return { in: firstNegotiation };
    this.wrong(
      file,
      at,
      'There is no negotiation yet. Put an entry with "record: OpenNegotiation" before this one, or load the file that has it before this one, in the same command.',
    );
    return {};
  }

  /** Whether a key refers to the right kind of entry. */
  private checkReference(
    { file, at, i, checkKey: own, dossier: { opened }, last }: EntryContext,
    path: Path,
    key: string,
    target: Target,
  ) {
    const addProblem = (message: string) => {
      this.wrong(file, [...at, ...path], message);
      return false;
    };
    const found = opened.get(key)?.command;
    if (found === undefined) {
      if (key === own) return addProblem(`"${key}" is this entry itself. Use the key of an earlier entry.`);
      if ((last.get(key) ?? -1) > i) return addProblem(`"${key}" comes later. Move its entry before this one.`);
      const meant = this.suggestions++ < MOST_SUGGESTIONS ? suggest(key, opened.keys()) : '';
      return addProblem(
        `No entry before this one has the key "${key}".${meant} If another file has it, load that file before this one, in the same command.`,
      );
    }
    if (found === UNKNOWN || target.to !== 'thing') return true;
    if (target.kind !== undefined && found.kind !== target.kind)
      return addProblem(`"${key}" is a ${found.kind} (${found.name}). A ${target.kind} is needed here.`);
    if (found.of)
      return addProblem(
        `"${key}" (${found.name}) records what happened to a ${found.kind}. Use the key of the entry that opened it.`,
      );
    return true;
  }

  /** References must be in the same negotiation, and a corrected event must belong to the same thing. */
  private checkSameNegotiation(
    { file, at, dossier }: EntryContext,
    entry: Fields,
    path: Path,
    key: string,
    { negotiation, thing }: Ownership,
  ) {
    const named = dossier.opened.get(key)!;
    const { of, in: owner, record } = entry;
    const differ = (one: string | undefined, other: string | undefined) =>
      one !== undefined && other !== undefined && one !== other;
    if (differ(named.negotiation, negotiation))
      this.wrong(
        file,
        [...at, ...path],
        of === undefined && owner === undefined
          ? `"${key}" is in the negotiation "${named.negotiation!}", but this entry is in the first one, "${negotiation!}". Add "in: ${named.negotiation!}", or use a key from "${negotiation!}".`
          : `"${key}" is in the negotiation "${named.negotiation!}", but this entry is in "${negotiation!}". Use a key from "${negotiation!}".`,
      );
    else if (CORRECTION_COMMAND.test(String(record)) && path[0] === 'eventId' && differ(named.thing, thing))
      this.wrong(
        file,
        [...at, ...path],
        `"${key}" is about another ${named.command.kind} than "${String(of)}". Use the key of an entry about "${String(of)}"${dossier.opened.has(named.thing!) ? `, or "of: ${named.thing!}"` : ''}.`,
      );
  }

  private wrong(file: DossierFile, path: Path, message: string, onKey = false) {
    this.add({ ...file.at(path, onKey), message });
  }

  private add(problem: Problem) {
    const { file, line, column, message } = problem;
    this.problems.set(JSON.stringify([file, line, column, message]), problem);
  }
}

const FIELDS: readonly string[] = ['dossier', 'namespace', 'entries'];
const OPENS_NEGOTIATION = 'OpenNegotiation';

type Ownership = Pick<KnownEntry, 'thing' | 'negotiation'>;

/** The thing and the negotiation of an entry, as far as earlier keys determine them. */
const ownershipOf = (command: Command, entry: Fields, { opened, firstNegotiation }: Dossier): Ownership => {
  const { key, of, in: owner } = entry;
  if (typeof key !== 'string') return {};
  if (command.of) {
    const { thing, negotiation } = opened.get(String(of)) ?? {};
    return { thing, negotiation };
  }
  if (command.name === OPENS_NEGOTIATION) return { thing: key, negotiation: key };
  const isInFirst = owner === undefined && command.in === 'negotiation';
  const negotiation = isInFirst ? firstNegotiation : opened.get(String(owner))?.negotiation;
  return { thing: command.opens ? key : JSON.stringify(POSITION.map((field) => entry[field])), negotiation };
};

/** No command opens a position: these fields identify it. */
const POSITION = ['partyId', 'issueId', 'scope'] as const;

/** Placeholder for an unknown command, so that references to its entry are not reported too. */
const UNKNOWN: Command = {
  name: '',
  summary: '',
  path: '',
  kind: 'negotiation',
  opens: false,
  of: false,
  inPath: [],
  preconditioned: false,
  body: '',
};

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
