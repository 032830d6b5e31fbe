import { type Kind, KINDS } from '#domain/ids.js';
import { PLURALS } from '#domain/plurals.js';
import type { State } from './demo-state.js';

const WIDTH = 78;
const INDENT = 2;
const LABEL = 17;

/** The state of the negotiation as text. */
export const demoPage = (state: State): string => {
  const { overview, talks, saidOnTheControls, pledges, openDisputes } = state;
  const name = (id: string | undefined) => {
    const found = id === undefined ? undefined : state.names[id];
    return (typeof found === 'string' ? found : found?.label) ?? 'somebody';
  };
  return [
    overview.title,
    `${overview.parties.map((one) => one.name).join(' and ')}, ${overview.status}`,
    section('When do they meet next?', [
      'As the article of 27 October 2025 told it:',
      ...nested(asInArticle(talks.toldByTheArticle, name)),
      'As the record has it today:',
      ...nested(asOnRecord(state, name)),
    ]),
    section(
      'Who called the controls “unjustified”?',
      saidOnTheControls.flatMap(({ speakerId, partyId, occurredOn, occurredText, text }) => [
        ...row(
          speakerId === undefined ? 'unattributed' : name(speakerId),
          `${name(partyId)}, ${occurredText ?? dayOf(occurredOn)}`,
        ),
        ...row('', shortened(text)),
      ]),
    ),
    section('Which export controls are in force for the EU?', standings(state)),
    section(
      'What was pledged?',
      pledges.flatMap(({ text, byIds, status, occurredOn }) => [
        ...row(status, text),
        ...row('', `${byIds.map(name).join(' and ')}, ${dayOf(occurredOn)}`),
      ]),
    ),
    section(
      'Which accounts contradict each other?',
      openDisputes.flatMap(({ about, recordedAccount = 'as recorded', rivalAccount, rivalPublisher }) => [
        shortened(name(about.id), WIDTH - INDENT),
        ...nested(row('on record', recordedAccount)),
        ...nested(row('or', `${rivalAccount}${rivalPublisher === undefined ? '' : ` (${rivalPublisher})`}`)),
      ]),
    ),
    section('On record', wrapped(countsOf(overview.counts), WIDTH - INDENT)),
  ].join('\n');
};

type NameOf = (id: string | undefined) => string;

/** What the article said about the talks, although more is on record now. */
const asInArticle = (facts: State['talks']['toldByTheArticle'], name: NameOf): readonly string[] => {
  const planned = facts.findLast((fact) => fact.planned)?.planned;
  const place = facts.findLast((fact) => fact.place)?.place;
  const announced = facts.filter(({ type }) => type === 'DelegationAnnounced');
  return [
    ...row('still to come', whenAndWhere(planned?.on, place)),
    ...announced.flatMap(({ partyId, level = 'level-not-told', announcedById }, i) =>
      row(i === 0 ? `${name(partyId)} sends` : '', `${levelOf(level)} (says ${name(announcedById)})`),
    ),
    ...announced.flatMap(({ members = [], announcedById }) =>
      members.flatMap(({ representativeId, coming }) =>
        row(name(representativeId), `${comingOf(coming)} (says ${name(announcedById)})`),
      ),
    ),
  ];
};

const asOnRecord = ({ talks: { now }, nextMeeting }: State, name: NameOf): readonly string[] => [
  ...row(inWords(now.status), whenAndWhere(now.held?.occurredOn ?? now.planned?.on, now.place)),
  ...now.coming.flatMap(({ personId, words }) =>
    words.flatMap(({ coming, occurredOn }, i) =>
      row(i === 0 ? name(personId) : '', `${dayOf(occurredOn)}: ${comingOf(coming)}`),
    ),
  ),
  ...row(
    'after that',
    nextMeeting === null
      ? 'nothing is planned'
      : `${nextMeeting.title}, ${whenAndWhere(nextMeeting.planned?.on ?? nextMeeting.planned?.text, nextMeeting.place)}`,
  ),
];

const COLUMN = 14;

/** A table by day, with one row for all measures that have the same status on every day. */
const standings = ({ controls }: State): readonly string[] => {
  const days = controls.map(({ items }) =>
    items.flatMap(({ reference, title, provisions }) =>
      provisions.map(({ provisionId, force }) => ({
        what: `${reference ?? title}${provisions.length > 1 ? ` (${provisionId})` : ''}`,
        force,
      })),
    ),
  );
  const alike = new Map<string, string[]>();
  for (const [i, { what }] of (days[0] ?? []).entries()) {
    const statuses = days.map((all) => inWords(all[i]?.force.status ?? 'unknown').padEnd(COLUMN)).join('');
    alike.set(statuses, [...(alike.get(statuses) ?? []), what]);
  }
  const width = WIDTH - 2 * INDENT - COLUMN * days.length;
  const line = (what: string, cells: string) => `${what.padEnd(width + INDENT)}${cells}`.trimEnd();
  const suspensions = days
    .flat()
    .flatMap(({ force: { status, until, instrument } }) =>
      status === 'suspended' ? [`Suspended until ${dayOf(until)} by ${instrument ?? 'its issuer'}.`] : [],
    );
  return [
    line('', controls.map(({ on }) => dayOf(on).padEnd(COLUMN)).join('')),
    ...[...alike].flatMap(([statuses, whats]) =>
      wrapped(together(whats), width).map((text, i) => line(text, i === 0 ? statuses : '')),
    ),
    ...new Set(suspensions),
  ];
};

/** "MOFCOM No. 55, No. 56": the issuer is named once. */
const together = (whats: readonly string[]) =>
  whats
    .map((what, i) => {
      const issuer = /^\S+ (?=No\. )/.exec(what)?.[0] ?? '';
      return i > 0 && whats[i - 1]!.startsWith(issuer) ? what.slice(issuer.length) : what;
    })
    .map((what) => what.replaceAll(' ', '\u00A0'))
    .join(', ');

const countsOf = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([kind, n]) => `${n}\u00A0${n > 1 && isKind(kind) ? PLURALS[kind] : kind}`)
    .join(', ');
const isKind = (text: string): text is Kind => KINDS.some((kind) => kind === text);

// Words

const inWords = (term: string) => term.replaceAll('-', ' ');
const levelOf = (level: string) =>
  level === 'unclear' ? 'a delegation of unclear level' : `a ${level.replace('high-level-', 'high-level ')} delegation`;
const comingOf = (coming: string) =>
  ({ coming: 'is coming', 'not-coming': 'is not coming', unclear: 'unclear whether coming' })[coming] ??
  inWords(coming);
const whenAndWhere = (day: string | undefined, place: string | undefined) =>
  [day === undefined ? UNDATED : formatted(day, { weekday: 'long' }), place].filter(Boolean).join(', ');

const UNDATED = 'no day named';
/** "30 Oct 2025", and intervals of days; anything else is unchanged. */
const dayOf = (edtf = UNDATED) =>
  edtf
    .split('/')
    .map((one) => formatted(one))
    .join(' to ');
const formatted = (day: string, more: Intl.DateTimeFormatOptions = {}) =>
  /^\d{4}-\d\d-\d\d$/.test(day)
    ? new Intl.DateTimeFormat('en-GB', { ...DAY, ...more }).format(new Date(day)).replace(',', '')
    : /^\d{4}-\d\d$/.test(day)
      ? new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(day))
      : day;
const DAY = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;

// Lines

const nested = (lines: readonly string[]) => lines.map((line) => `${' '.repeat(INDENT)}${line}`);
const section = (heading: string, lines: readonly string[]) =>
  ['', heading, ...nested(lines.length === 0 ? ['none'] : lines)].join('\n');

/** A label and a text beside it, wrapped. */
const row = (label: string, text: string): readonly string[] =>
  wrapped(text, WIDTH - 2 * INDENT - LABEL).map((line, i) => `${(i === 0 ? label : '').padEnd(LABEL)}${line}`);

/** Wrapped between words. */
const wrapped = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(/[ \n]+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => line.replaceAll('\u00A0', ' '));
};

/** The first words of a long text. */
const shortened = (text: string, most = 110) =>
  text.length <= most ? text : `${text.slice(0, text.lastIndexOf(' ', most - 2)).replace(/[,;:]$/, '')} …`;
