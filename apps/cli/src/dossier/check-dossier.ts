import { type Command, type OpenApi, commandsOf, PUTS_RIGHT } from './commands.js';
import { suggest } from './did-you-mean.js';
import { type DossierSchema, dossierSchema, type Reference, referencesIn, type Target } from './dossier-schema.js';
import { KEY } from './keys.js';
import type { DossierFile, Path, Place, Problem } from './read-dossier.js';
import { fieldChecks } from './check-fields.js';

/** One fact of a dossier, checked: what it records, and the keys in it. */
export type Entry = Readonly<{
  dossier: string;
  key: string;
  command: Command;
  /** The keys of the entries that it is about and belongs to. */
  of?: string;
  in?: string;
  /** As the file has them, with keys where the service has ids. */
  fields: Readonly<Record<string, unknown>>;
  references: readonly Reference[];
  place: Place;
}>;
export type Checked = Readonly<{ entries: readonly Entry[]; problems: readonly Problem[] }>;

type Fields = Readonly<Record<string, unknown>>;
type Opened = Readonly<{ command: Command; place: string }>;

/** Everything that can be known to be wrong before anything is recorded. Files of one dossier share their keys. */
export const checkDossiers = (files: readonly DossierFile[], api: OpenApi): Checked => {
  const schema = dossierSchema(api);
  const checker = new Checker(commandsOf(api), schema);
  for (const file of files) checker.file(file);
  return { entries: checker.entries, problems: checker.problems };
};

class Checker {
  readonly entries: Entry[] = [];
  readonly problems: Problem[] = [];
  private readonly fields;
  private readonly openedIn = new Map<string, Map<string, Opened>>();
  private readonly laterIn = new Map<string, Set<string>>();

  constructor(
    private readonly commands: ReadonlyMap<string, Command>,
    private readonly schema: DossierSchema,
  ) {
    this.fields = fieldChecks(schema);
  }

  file(file: DossierFile) {
    this.problems.push(...file.problems);
    if (file.problems.length > 0) return;
    const { value } = file;
    if (!isMap(value)) {
      this.wrong(file, [], 'A dossier is a map with "dossier" and "entries".');
      return;
    }
    for (const field of Object.keys(value).filter((name) => name !== 'dossier' && name !== 'entries'))
      this.wrong(
        file,
        [field],
        `A dossier has no field "${field}".${suggest(field, ['dossier', 'entries'])} It has "dossier" and "entries".`,
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
    const opened = this.openedIn.get(name) ?? new Map<string, Opened>();
    this.openedIn.set(name, opened);
    const keys = entries.map((entry: unknown) => (isMap(entry) ? String(entry['key']) : ''));
    for (const [i, entry] of entries.entries()) {
      this.laterIn.set(name, new Set(keys.slice(i)));
      this.entry(file, name, opened, i, entry);
    }
  }

  private entry(file: DossierFile, dossier: string, opened: Map<string, Opened>, i: number, entry: unknown) {
    const at: Path = ['entries', i];
    if (!isMap(entry)) {
      this.wrong(file, at, 'An entry is a map with "key", "record" and the fields of the fact.');
      return;
    }
    const { key, record, of, in: owner, ...fields } = entry;
    const keyed = this.key(file, at, opened, key);
    const command = typeof record === 'string' ? this.commands.get(record) : undefined;
    if (command === undefined) this.unknownCommand(file, at, record);
    else {
      const complete = this.check(file, at, entry, command, opened);
      const references = referencesIn(fields, this.schema.definitions[command.name]!, this.schema.definitions);
      const inChanges = this.changes(file, at, command, opened, fields);
      for (const { path, key: used, target } of [...references, ...inChanges])
        this.reference(file, [...at, ...path], opened, used, target);
      if (keyed && complete)
        this.entries.push({
          dossier,
          key: keyed,
          command,
          ...(typeof of === 'string' && { of }),
          ...this.ownerOf(file, at, command, owner, opened),
          fields,
          references: [...references, ...inChanges],
          place: file.at(at),
        });
    }
    if (keyed && !opened.has(keyed)) opened.set(keyed, { command: command ?? UNKNOWN, place: placeText(file, at) });
  }

  private key(file: DossierFile, at: Path, opened: ReadonlyMap<string, Opened>, key: unknown): string | undefined {
    if (key === undefined) this.wrong(file, at, 'An entry needs a "key": a name for it, like brussels.');
    else if (typeof key !== 'string' || !KEY.test(key))
      this.wrong(file, [...at, 'key'], 'A key is 1 to 64 of a-z, 0-9 and -, and a text: put a number in quotes.');
    else if (opened.has(key))
      this.wrong(
        file,
        [...at, 'key'],
        `The key "${key}" is taken by the entry at ${opened.get(key)!.place}. Choose another.`,
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

  /** Whether the entry has what its command asks for. */
  private check(file: DossierFile, at: Path, entry: Fields, command: Command, opened: ReadonlyMap<string, Opened>) {
    const errors = this.fields(command.name, { ...entry, key: 'checked-by-itself' });
    for (const { path, message, onKey } of errors) this.wrong(file, [...at, ...path], message, onKey);
    for (const [field, kind] of [
      ['of', command.kind],
      ['in', command.in],
    ] as const) {
      const used = entry[field];
      if (typeof used === 'string' && kind !== undefined && (field === 'in' ? command.in : command.of))
        this.reference(file, [...at, field], opened, used, { to: 'thing', kind });
    }
    return errors.length === 0;
  }

  /** A correction is told in the fields of the fact that it corrects. */
  private changes(
    file: DossierFile,
    at: Path,
    command: Command,
    opened: ReadonlyMap<string, Opened>,
    fields: Fields,
  ): readonly Reference[] {
    const { eventId, changes } = fields;
    const target = typeof eventId === 'string' ? opened.get(eventId)?.command : undefined;
    if (!PUTS_RIGHT.test(command.name) || !isMap(changes) || target === undefined || PUTS_RIGHT.test(target.name))
      return [];
    for (const { path, message, onKey } of this.fields(target.name, changes, 'changes'))
      this.wrong(file, [...at, 'changes', ...path], message, onKey);
    return referencesIn(changes, this.schema.definitions[target.name]!, this.schema.definitions, ['changes']);
  }

  /** `in` may be left out: then it is the first negotiation of the dossier. */
  private ownerOf(
    file: DossierFile,
    at: Path,
    command: Command,
    owner: unknown,
    opened: ReadonlyMap<string, Opened>,
  ): { in?: string } {
    if (typeof owner === 'string') return { in: owner };
    if (command.in !== 'negotiation') return {};
    const first = [...opened].find(
      ([
        ,
        {
          command: { name },
        },
      ]) => name === 'OpenNegotiation',
    )?.[0];
    if (first !== undefined) return { in: first };
    this.wrong(
      file,
      at,
      'No negotiation is open here. Put an entry with "record: OpenNegotiation" before this one, or load the file that has it together with this one, that one first.',
    );
    return {};
  }

  private reference(file: DossierFile, at: Path, opened: ReadonlyMap<string, Opened>, key: string, target: Target) {
    const found = opened.get(key)?.command;
    if (found === undefined) {
      const later = this.laterIn.get(String((file.value as Fields)['dossier']))?.has(key);
      this.wrong(
        file,
        at,
        later
          ? `"${key}" comes later. Move its entry before this one.`
          : `No entry before this one has the key "${key}".${suggest(key, opened.keys())} If another file has it, load that file together with this one, that one first.`,
      );
    } else if (found !== UNKNOWN && target.to === 'thing') {
      if (target.kind !== undefined && found.kind !== target.kind)
        this.wrong(file, at, `"${key}" is a ${found.kind} (${found.name}). A ${target.kind} is needed here.`);
      else if (found.of)
        this.wrong(
          file,
          at,
          `"${key}" (${found.name}) tells what happened to a ${found.kind}. Write the key of the entry that opened it.`,
        );
    }
  }

  private wrong(file: DossierFile, path: Path, message: string, onKey = false) {
    this.problems.push({ ...file.at(path, onKey), message });
  }
}

/** Stands for a command that was not understood, so that what refers to its entry is not called wrong as well. */
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
const placeText = (file: DossierFile, at: Path) => {
  const { file: name, line } = file.at(at);
  return `${name}:${line}`;
};
