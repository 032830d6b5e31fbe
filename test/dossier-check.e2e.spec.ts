import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api } from '../apps/cli/src/api.js';
import { checkDossiers } from '../apps/cli/src/dossier/check-dossier.js';
import { commandsOf, ladderOf, type OpenApi, type Schema } from '../apps/cli/src/dossier/commands-from-openapi.js';
import { addressOf, dossierSchema } from '../apps/cli/src/dossier/dossier-schema.js';
import { idOf } from '../apps/cli/src/dossier/entry-keys.js';
import { readDossier } from '../apps/cli/src/dossier/read-dossier.js';
import { loadEntries } from '../apps/cli/src/commands/load.js';
import { remove, type Running, start } from './support/service.js';

/** Things that are already on record. */
const TALKS = [
  { key: 'talks', record: 'OpenNegotiation', title: 'Talks' },
  { key: 'cn', record: 'JoinParty', name: 'China', kind: 'state', role: 'principal' },
  { key: 'brussels', record: 'ProposeMeeting', title: 'In Brussels', level: 'technical', mode: 'in-person' },
  {
    key: 'april',
    record: 'AnnounceMeasure',
    title: 'Licensing',
    instrument: 'export-control',
    actorId: 'cn',
    provisions: [{ provisionId: 'all', text: 'All of it' }],
  },
];

type Entry = Readonly<{ record: string; of?: string; in?: string }> & Readonly<Record<string, unknown>>;
const opening = (fields: object): Entry => ({ record: 'OpenNegotiation', title: 'More talks', ...fields });
const from = (source: object) => opening({ sources: [source] });
const coded = (code: object) => opening({ codes: [{ scheme: 'CAMEO', version: '1.1b3', code: '036', ...code }] });
const planned = (fields: object): Entry => ({
  record: 'ProposeMeeting',
  title: 'In Geneva',
  level: 'technical',
  mode: 'in-person',
  planned: { text: 'soon', ...fields },
});

/** Each format and pattern of a text or number: valid values, invalid values, and the error. */
const FORMS: readonly [
  form: string,
  told: (value: unknown) => Entry,
  good: unknown,
  bad: readonly unknown[],
  says: string,
][] = [
  ['words', (comment) => opening({ comment }), 'Wer spricht?', ['', ' ', '\u200b', '\u2800'], 'has no words.'],
  ['words', (comment) => opening({ comment }), '🤝', ['\ud83e', 'a\0b'], 'must be text, without NUL'],
  [
    'edtf',
    (occurredOn) => opening({ occurredOn }),
    '2025-10-0X',
    ['2025-W43', 'yesterday', '2025-02-30'],
    'is not a date: ',
  ],
  [
    'date-time',
    (learnedAt) => opening({ learnedAt }),
    '2025-10-27T10:30:00+01:00',
    ['2025-10-27', 'yesterday', '2025-10-27T09:30:00', '2025-02-30T09:30:00Z'],
    'must be an instant with its offset, like 2025-10-27T09:30:00Z or 2025-10-27T10:30:00+01:00.',
  ],
  [
    'local-date-time',
    (started) => ({ record: 'HoldMeeting', of: 'brussels', start: started }),
    '2025-10-30T09:30',
    ['2025-10-30 09:30', '2025-02-30T09:30', '2025-10-30T09:30:00Z'],
    'must be a local date and time, like 2025-10-30T09:30.',
  ],
  [
    'time-zone',
    (zone) => planned({ zone }),
    'Europe/Brussels',
    ['Bruxelles', '+01:00'],
    'must be an IANA time zone, like Europe/Brussels.',
  ],
  [
    '^(?:[01]\\d|2[0-3]):[0-5]\\d$',
    (time) => planned({ time }),
    '09:30',
    ['9:30', '24:00', 'noon'],
    'must look like 09:30.',
  ],
  [
    'country',
    (code) => ({ record: 'JoinParty', name: 'Union', kind: 'regional-organisation', role: 'principal', code }),
    'EU',
    ['XX', 'eu', 'Europe'],
    'must be an ISO 3166-1 alpha-2 code in capitals, like CN, or EU or UN.',
  ],
  [
    'language',
    (language) => ({
      record: 'MakeStatement',
      kind: 'readout',
      text: 'Gut',
      verbatim: true,
      partyId: 'cn',
      attribution: 'background',
      language,
    }),
    'zh-Hans',
    ['English (UK)', 'e', 'en_GB'],
    'must be a BCP 47 language tag, like en or zh-Hans.',
  ],
  [
    'uri',
    (url) => from({ url }),
    'https://example.org/readout?day=30#top',
    ['example.org', 'mailto:press@example.org', 'ftp://example.org/readout', 'http://'],
    'must be a URL address that begins with http:// or https://.',
  ],
  [
    '^[0-9a-fA-F]{64}$',
    (sha256) => ({ record: 'CirculateMinutes', in: 'brussels', document: { title: 'Talks', sha256 } }),
    'A'.repeat(64),
    ['a'.repeat(63), 'g'.repeat(64)],
    'must look like e3b0c442',
  ],
  [
    '^[A-F][1-6]$',
    (reliability) => from({ title: 'Readout', reliability }),
    'B2',
    ['b2', 'B7', 'good'],
    'must look like B2.',
  ],
  ['^[A-Z][A-Z0-9.-]{1,31}$', (scheme) => coded({ scheme }), 'CAMEO', ['cameo', 'C'], 'must look like CAMEO.'],
  ['^[A-Za-z0-9.-]{1,32}$', (code) => coded({ code }), '036', ['03 6', ''], 'must look like 036.'],
  [
    '^[a-z0-9][a-z0-9-]{0,63}$',
    (provisionId) => ({ record: 'ExpandMeasure', of: 'april', provisions: [{ provisionId, text: 'More' }] }),
    '1-3',
    ['1(3)', '-', 'All'],
    'must have 1 to 64 characters a-z, 0-9 and -, like 1-3.',
  ],
  [
    'double',
    (number) => ({ record: 'ReportFigure', of: 'april', about: 'Licences', figure: 'half', number }),
    2000.5,
    [1 / 3, 0.1 + 0.2],
    'has more digits than a number keeps',
  ],
];

let service: Running;
let api: OpenApi;
beforeAll(async () => {
  service = await start();
  api = (await service.get('/openapi.json')).body as OpenApi;
  await loadEntries(new Api(service.url), checked().entries, ladderOf(api));
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const checked = (...more: Entry[]) => {
  const entries = [...TALKS, ...more.map((entry, i) => ({ key: `more-${i}`, ...entry }))];
  return checkDossiers([readDossier('talks.yaml', JSON.stringify({ dossier: 'talks', entries }))], api);
};

/** The answer of the service to the same entry, with its keys as ids. */
const answered = async ({ record, of, in: owner, partyId, ...fields }: Entry) => {
  const id = (key: string | undefined) => idOf({ dossier: 'talks' }, key ?? 'talks');
  const address = addressOf(commandsOf(api).get(record)!, {
    id: id(of),
    negotiationId: id('talks'),
    meetingId: id(owner),
  });
  const { status, text } = await service.post(address, {
    ...fields,
    ...(typeof partyId === 'string' && { partyId: id(partyId) }),
  });
  return { status, text };
};

describe('the check of a dossier agrees with the service', () => {
  it.each(FORMS)('on valid and invalid values of the form %s', async (_, told, good, bad, says) => {
    expect([good, checked(told(good)).problems, (await answered(told(good))).status]).toEqual([good, [], 201]);
    for (const value of bad) {
      const messages = checked(told(value)).problems.map(({ message }) => message);
      expect([value, messages]).toEqual([value, [expect.stringContaining(says)]]);
      expect([value, await answered(told(value))]).toEqual([value, { status: 400, text: expect.any(String) }]);
    }
  });

  it('on every format in the schema, and no text is without a format', () => {
    const forms = formsIn(dossierSchema(api).definitions).map(({ format, pattern }) => format ?? pattern);
    expect(new Set(forms)).toEqual(new Set(FORMS.map(([form]) => form)));
  });
});

/** Every text and number in a schema, except keys and enums. */
const formsIn = (schema: unknown): readonly Schema[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const one = schema as Schema;
  const isValue = one.type === 'string' || one.type === 'number';
  if (isValue) return one['x-key'] === undefined && one['enum'] === undefined ? [one] : [];
  return Object.values(one).flatMap(formsIn);
};
