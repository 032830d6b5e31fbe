import { createHash, createPublicKey, verify } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * A second verifier of an audit file, written from RFC 9162 §2.1.1, RFC 8785 and C2SP signed-note and tlog-checkpoint,
 * and not from the first: it reads the whole file at once and uses the definition of the tree. It only accepts or rejects.
 */
const sha256 = (...parts: (Buffer | string)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** MTH(D[n]). */
const mth = (d: readonly Buffer[]): Buffer => {
  if (d.length === 0) return sha256('');
  if (d.length === 1) return sha256('\0', d[0]!);
  const k = 2 ** Math.floor(Math.log2(d.length - 1));
  return sha256('\u0001', mth(d.slice(0, k)), mth(d.slice(k)));
};

/** Whether the log with this verifier key has signed the note. */
const isSigned = (note: string, verifierKey: string): boolean => {
  const [name, id, ...rest] = verifierKey.split('+');
  const raw = Buffer.from(rest.join('+'), 'base64').subarray(1);
  const prefix = Buffer.from('302a300506032b6570032100', 'hex');
  const key = createPublicKey({ key: Buffer.concat([prefix, raw]), format: 'der', type: 'spki' });
  const end = note.lastIndexOf('\n\n') + 1;
  return (
    note.split('\n')[0] === name &&
    note
      .slice(end + 1)
      .split('\n')
      .map((line) => line.split(' '))
      .filter(
        ([dash, by, base64 = '']) =>
          dash === '—' && by === name && Buffer.from(base64, 'base64').toString('hex', 0, 4) === id,
      )
      .some(([, , base64 = '']) =>
        verify(null, Buffer.from(note.slice(0, end)), key, Buffer.from(base64, 'base64').subarray(4)),
      )
  );
};

type Event = Readonly<{ id: string; stream: string; revision: number; metadata: { negotiationId?: string } }>;
type Line = Readonly<{ entry: string; index: number; event?: Event; salt?: string }>;

export const plainAudit = (file: string, verifierKey: string): boolean => {
  if (!file.endsWith('\n')) return false;
  const texts = file.slice(0, -1).split('\n');
  const values: unknown[] = [];
  for (const text of texts) {
    try {
      const value: unknown = JSON.parse(text);
      if (canonicalize(value) !== text) return false;
      values.push(value);
    } catch {
      return false;
    }
  }
  const header = values[0] as Readonly<{ checkpoint: string; format: string; negotiationId?: string; size: number }>;
  const { end } = values.at(-1) as Readonly<{ end?: { events: number; withheld: number } }>;
  const lines = values.slice(1, -1) as Line[];
  if (header.format !== 'rapporteur-audit/1' || end === undefined || !isSigned(header.checkpoint, verifierKey))
    return false;

  const shown = lines.filter((line) => line.event !== undefined);
  const [, size, root] = header.checkpoint.split('\n');
  return (
    lines.every(({ index, entry }, n) => index === n && /^[0-9a-f]{64}$/.test(entry)) &&
    shown.every(
      ({ entry, event, salt = '' }) =>
        /^[0-9a-f]{32}$/.test(salt) && sha256(Buffer.from(salt, 'hex'), canonicalize(event)!).toString('hex') === entry,
    ) &&
    mth(lines.map(({ entry }) => Buffer.from(entry, 'hex'))).toString('base64') === root &&
    [header.size, lines.length].every((count) => String(count) === size) &&
    [end.events, end.withheld].join(' ') === [shown.length, lines.length - shown.length].join(' ') &&
    shown.every(({ event }) => [undefined, event!.metadata.negotiationId].includes(header.negotiationId)) &&
    [...new Set(shown.map(({ event }) => event!.stream))].every((stream) => isWhole(stream, lines))
  );
};

/** Every missing event of a stream can be one of the withheld events between the shown ones. */
const isWhole = (stream: string, lines: readonly Line[]): boolean => {
  let [revision, withheld] = [-1, 0];
  const ids = new Set<string>();
  for (const { event } of lines) {
    if (event === undefined) withheld += 1;
    if (event?.stream !== stream) continue;
    const missing = event.revision - revision - 1;
    if (missing < 0 || missing > withheld || ids.has(event.id)) return false;
    ids.add(event.id);
    [revision, withheld] = [event.revision, 0];
  }
  return true;
};
