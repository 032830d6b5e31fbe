import { Readable } from 'node:stream';
import { canonicalJson } from '#ledger/canonical.js';
import type { FindingCode } from '#ledger/audit/finding.js';
import { linesOf, shownLine } from '#ledger/audit/lines.js';
import { below, fileOf, parties, type Random, sampleLog } from '#ledger/audit/testing/sample.js';
import { verifyAudit } from '#ledger/audit/verify-audit.js';
import { formatNote, parseNote } from '#ledger/signed-note.js';
import {
  type Expected,
  type Given,
  OLDER,
  rehashed,
  reworded,
  SIZE,
  type Tampered,
  type Tampering,
  trustOf,
  type World,
} from './tampered-world.js';

/** The lines between the first and the last, and the random source. `shown` and `any` choose an index. */
type Draw = Readonly<{
  lines: string[];
  world: World;
  random: Random;
  any: () => number;
  shown: () => number;
}>;
type Change = (draw: Draw) => readonly [lines: readonly string[], expected: Expected];
type Fields = Readonly<Record<string, unknown>>;

const isShown = (line: string) => line.includes(',"event":');
const fieldsIn = (line: string) => JSON.parse(line) as Fields;
const withFields = (line: string, fields: Fields) => canonicalJson({ ...fieldsIn(line), ...fields });
const bytesOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const either = (world: World, random: Random) => (random() < 0.5 ? world.whole : world.narrowed);

/** A file that was tampered with, and what the verifier says of it. */
const handedIn = (world: World, given: Given, expected: Expected): Tampered => {
  const { logKeys, witnessKeys } = trustOf(world);
  const { bytes, since, noWitness } = given;
  const trust = { logKeys, witnessKeys: noWitness ? [] : witnessKeys, ...(since !== undefined && { since }) };
  return { verdict: verifyAudit(linesOf(Readable.from([bytes])), trust), expected, given };
};

const drawFrom = (file: readonly string[], world: World, random: Random): Draw => {
  const lines = file.slice(1, -1);
  const shown = lines.flatMap((line, index) => (isShown(line) ? [index] : []));
  return {
    lines,
    world,
    random,
    any: () => below(random, lines.length),
    shown: () => shown[below(random, shown.length)]!,
  };
};
const pairOf = (pick: () => number): readonly [number, number] => {
  const first = pick();
  for (;;) {
    const second = pick();
    if (second !== first) return [first, second];
  }
};

/** Changes lines, and nothing else. */
const plainly = (name: string, change: Change): Tampering => ({
  name,
  tamper: (world, random) => {
    const file = either(world, random);
    const [lines, expected] = change(drawFrom(file, world, random));
    return handedIn(world, { bytes: bytesOf([file[0]!, ...lines, file.at(-1)!]) }, expected);
  },
});

/** Changes lines, and adjusts all indices and counts. */
const neatly = (name: string, change: Change): Tampering => ({
  name,
  tamper: (world, random) => {
    const file = either(world, random);
    const [changed, expected] = change(drawFrom(file, world, random));
    const lines = changed.map((line, index) => withFields(line, { index }));
    const events = lines.filter(isShown).length;
    const header = withFields(file[0]!, { size: lines.length });
    const end = canonicalJson({ end: { events, withheld: lines.length - events } });
    return handedIn(world, { bytes: bytesOf([header, ...lines, end]) }, expected);
  },
});

/** Changes or replaces the signed checkpoint. */
const signed = (
  name: string,
  codes: readonly FindingCode[],
  change: (world: World, random: Random) => string,
): Tampering => ({
  name,
  tamper: (world, random) => {
    const file = either(world, random);
    const header = withFields(file[0]!, { checkpoint: change(world, random) });
    return handedIn(world, { bytes: bytesOf([header, ...file.slice(1)]) }, { codes });
  },
});

const swapped = ({ lines }: Draw, [i, j]: readonly [number, number], ...fields: readonly string[]) => {
  const [one, other] = [fieldsIn(lines[i]!), fieldsIn(lines[j]!)];
  const of = (from: Fields) => Object.fromEntries(fields.map((field) => [field, from[field]]));
  return lines.with(i, withFields(lines[i]!, of(other))).with(j, withFields(lines[j]!, of(one)));
};

const otherDigit = (hex: string, random: Random) => {
  const at = below(random, hex.length);
  const digit = ((Number.parseInt(hex[at]!, 16) + 1 + below(random, 15)) % 16).toString(16);
  return `${hex.slice(0, at)}${digit}${hex.slice(at + 1)}`;
};

/** Not canonical, although any JSON parser reads it as the same. */
const DISGUISES: readonly ((line: string) => string)[] = [
  (line) => line.replace(',', ', '),
  (line) => `${line} `,
  (line) => `${line}\r`,
  (line) => line.replace('"entry"', String.raw`"\u0065ntry"`),
  (line) => line.replace(/^\{/, '{"entry":"00",'),
  (line) => line.replace(/^\{("entry":"\w+"),(.*)\}$/, '{$2,$1}'),
  (line) => line.replace(/"index":(\d+)/, '"index":$1.0'),
  (line) => `\u{FEFF}${line}`,
];

const byteFlip: Tampering = {
  name: 'file: a bit is flipped',
  tamper: (world, random) => {
    const file = either(world, random);
    const bytes = bytesOf(file);
    const at = below(random, bytes.length);
    const line = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length;
    bytes[at]! ^= 1 << below(random, 8);
    const inHeader = line === 0;
    const inEntry = line > 0 && line <= SIZE;
    // A withheld event has only its entry: a replaced one is detected only by the root.
    const isPlaced = inEntry && (isShown(file[line]!) || !isEntryStill(bytes, line));
    const codes = inHeader ? HEADER : inEntry ? ENTRY : END;
    return handedIn(world, { bytes }, { codes, index: isPlaced ? line - 1 : undefined });
  },
};
const isEntryStill = (bytes: Buffer, line: number) =>
  /^\{"entry":"[0-9a-f]{64}","index":\d+\}$/.test(bytes.toString('latin1').split('\n')[line] ?? '');

const UNREADABLE: readonly FindingCode[] = ['not-utf8', 'windows-line-ends', 'not-canonical', 'malformed'];
const HEADER: readonly FindingCode[] = [
  ...UNREADABLE,
  'header-malformed',
  'format-unknown',
  'size-differs',
  'count-differs',
  'negotiation-differs',
  'checkpoint-malformed',
  'checkpoint-origin-unknown',
  'checkpoint-key-unknown',
  'checkpoint-signature-invalid',
  'witness-missing',
  'witness-signature-invalid',
];
const ENTRY: readonly FindingCode[] = [
  ...UNREADABLE,
  'index-out-of-order',
  'event-altered',
  'entry-altered',
  'root-differs',
];
const END: readonly FindingCode[] = [...UNREADABLE, 'count-differs', 'line-after-end', 'file-cut'];

/** Changes by the owner of the log's key, who can sign anything. `since` is the checkpoint that the auditor kept. */
const byOwner = (
  name: string,
  codes: readonly FindingCode[],
  make: (world: World, random: Random) => Promise<{ file: readonly string[]; since?: string; noWitness?: true }>,
): Tampering => ({
  name,
  tamper: async (world, random): Promise<Tampered> => {
    const { file, ...kept } = await make(world, random);
    return handedIn(world, { bytes: bytesOf(file), ...kept }, { codes });
  },
});
const rewrittenFrom = ({ log }: World, random: Random, limit: number) => {
  const from = below(random, limit);
  return log.map((event, index) => (index < from ? event : rehashed(random, event)));
};

export const fileTamperings: readonly Tampering[] = [
  byteFlip,
  plainly('file: an event is edited', ({ lines, world, random, shown }) => {
    const index = shown();
    const line = shownLine(reworded(random, world.log[index]!), index);
    return [lines.with(index, line), { codes: ['event-altered'], index }];
  }),
  plainly('file: a salt is edited', ({ lines, random, shown }) => {
    const index = shown();
    const salt = otherDigit(String(fieldsIn(lines[index]!)['salt']), random);
    return [lines.with(index, withFields(lines[index]!, { salt })), { codes: ['event-altered'], index }];
  }),
  plainly('file: an entry is edited', ({ lines, random, any }) => {
    const index = any();
    const entry = otherDigit(String(fieldsIn(lines[index]!)['entry']), random);
    const placed = isShown(lines[index]!);
    return [
      lines.with(index, withFields(lines[index]!, { entry })),
      placed ? { codes: ['entry-altered'], index } : { codes: ['root-differs'] },
    ];
  }),
  plainly('file: two salts are swapped', (draw) => {
    const pair = pairOf(draw.shown);
    return [swapped(draw, pair, 'salt'), { codes: ['salt-moved'], index: Math.max(...pair) }];
  }),
  plainly('file: two events are swapped', (draw) => {
    const pair = pairOf(draw.shown);
    return [swapped(draw, pair, 'event'), { codes: ['event-moved'], index: Math.min(...pair) }];
  }),
  plainly('file: two entries are swapped', (draw) => {
    const pair = pairOf(draw.shown);
    return [swapped(draw, pair, 'entry'), { codes: ['entry-moved'], index: Math.min(...pair) }];
  }),
  plainly('file: two lines are swapped', ({ lines, any }) => {
    const [i, j] = pairOf(any);
    return [lines.with(i, lines[j]!).with(j, lines[i]!), { codes: ['index-out-of-order'], index: Math.min(i, j) }];
  }),
  plainly('file: a line is deleted', ({ lines, any }) => {
    const index = any();
    const isLast = index === SIZE - 1;
    return [
      lines.toSpliced(index, 1),
      isLast ? { codes: ['count-differs'] } : { codes: ['index-out-of-order'], index },
    ];
  }),
  plainly('file: a line comes twice', ({ lines, any }) => {
    const index = any();
    return [lines.toSpliced(index, 0, lines[index]!), { codes: ['index-out-of-order'], index: index + 1 }];
  }),
  plainly('file: a line is written otherwise', ({ lines, random, any }) => {
    const index = any();
    const disguised = DISGUISES[below(random, DISGUISES.length)]!(lines[index]!);
    return [lines.with(index, disguised), { codes: ['not-canonical'], index }];
  }),
  plainly('file: an event is withheld', ({ lines, shown }) => {
    const index = shown();
    const { entry } = fieldsIn(lines[index]!);
    return [lines.with(index, canonicalJson({ entry, index })), { codes: ['count-differs'] }];
  }),
  neatly('file: an event is edited, and its entry made anew', ({ lines, world, random, shown }) => {
    const index = shown();
    return [lines.with(index, shownLine(rehashed(random, world.log[index]!), index)), { codes: ['root-differs'] }];
  }),
  neatly('file: two lines are swapped, and made to fit', ({ lines, any }) => {
    const [i, j] = pairOf(any);
    return [lines.with(i, lines[j]!).with(j, lines[i]!), { codes: ['root-differs'] }];
  }),
  neatly('file: lines are deleted, and the rest made to fit', ({ lines, random, any }) => [
    lines.toSpliced(any(), 1 + below(random, 3)),
    { codes: ['size-differs'] },
  ]),
  neatly('file: the tail is cut, and the rest made to fit', ({ lines, any }) => [
    lines.slice(0, any()),
    { codes: ['size-differs'] },
  ]),
  neatly('file: an event is put in, and the rest made to fit', ({ lines, world, random, any }) => {
    const index = any();
    const line = shownLine(rehashed(random, world.log[index]!), index);
    return [lines.toSpliced(index, 0, line), { codes: ['size-differs'] }];
  }),
  {
    name: 'file: it is cut off',
    tamper: (world, random) => {
      const bytes = bytesOf(either(world, random));
      const cut = bytes.subarray(0, below(random, bytes.length));
      return handedIn(world, { bytes: cut }, { codes: ['file-cut'] });
    },
  },
  {
    name: 'file: it goes on after its end',
    tamper: (world, random) => {
      const file = either(world, random);
      const more = [...file, file[below(random, file.length)]!];
      return handedIn(world, { bytes: bytesOf(more) }, { codes: ['line-after-end'] });
    },
  },
  {
    name: 'file: what is shown of one negotiation is said to be of another',
    tamper: (world, random) => {
      const [header, ...rest] = world.narrowed;
      const negotiationId = otherDigit('0'.repeat(12), random);
      const file = [withFields(header!, { negotiationId }), ...rest];
      return handedIn(world, { bytes: bytesOf(file) }, { codes: ['negotiation-differs'] });
    },
  },
  signed('checkpoint: its text is edited', ['checkpoint-signature-invalid'], ({ note }, random) =>
    note.replace(`\n${SIZE}\n`, `\n${SIZE + 1 + below(random, 9)}\n`),
  ),
  signed('checkpoint: another key of the same name signs it', ['checkpoint-key-unknown'], ({ log }) =>
    parties().sign(log),
  ),
  signed('checkpoint: it is that of another log', ['checkpoint-origin-unknown'], ({ log }) =>
    parties('record.example.org/other').sign(log),
  ),
  signed('checkpoint: its cosignature is left out', ['witness-missing'], ({ owner, log }) => owner.sign(log)),
  signed('checkpoint: another witness of the same name cosigns it', ['witness-missing'], ({ owner, log }) =>
    parties().cosign(owner.sign(log)),
  ),
  signed('checkpoint: the time of its cosignature is edited', ['witness-signature-invalid'], ({ note }, random) => {
    const { text, signatures } = parseNote(note);
    const [own, cosignature] = signatures;
    const bytes = Buffer.from(cosignature!.bytes);
    bytes[7]! ^= 1 + below(random, 255);
    return formatNote({ text, signatures: [own!, { ...cosignature!, bytes }] });
  }),
  signed('checkpoint: it is an older one', ['size-differs'], ({ olderNote }) => olderNote),
  byOwner('another log: its file is handed in', ['checkpoint-origin-unknown'], async ({ foreign }) => ({
    file: foreign,
  })),
  byOwner('another log: its entries under this checkpoint', ['root-differs'], async ({ note }, random) => ({
    file: await fileOf(sampleLog(random, SIZE), note),
  })),
  byOwner('owner: a suffix is rewritten under the cosigned checkpoint', ['root-differs'], async (world, random) => ({
    file: await fileOf(rewrittenFrom(world, random, SIZE), world.note),
  })),
  byOwner('owner: a suffix is rewritten and signed, but not cosigned', ['witness-missing'], async (world, random) => {
    const log = rewrittenFrom(world, random, SIZE);
    return { file: await fileOf(log, world.owner.sign(log)) };
  }),
  byOwner('owner: what the auditor knows is rewritten and signed', ['since-differs'], async (world, random) => {
    const log = rewrittenFrom(world, random, OLDER);
    return { file: await fileOf(log, world.owner.sign(log)), since: world.olderNote, noWitness: true };
  }),
  byOwner('owner: the tail is cut and signed', ['rolled-back'], async ({ log, owner, note }, random) => {
    const cut = log.slice(0, below(random, SIZE));
    return { file: await fileOf(cut, owner.sign(cut)), since: note, noWitness: true };
  }),
  byOwner(
    'owner: it is rolled back to what was cosigned then',
    ['rolled-back'],
    async ({ older, olderNote, note }) => ({
      file: await fileOf(older, olderNote),
      since: note,
    }),
  ),
];
