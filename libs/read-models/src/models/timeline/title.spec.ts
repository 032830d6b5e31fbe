import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EVENT_TYPES } from '#domain/decode.js';
import { isWorldKind, thingOf } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import { isolate, type Language, LANGUAGES } from '#messages/languages.js';
import type { Fact, LoggedEvent } from '../../projection/read-model.js';
import { definitionOf, type Schema } from '../../routes/schema.js';
import { randomHistory } from '../../testing/random-history.js';
import { dossierOf, recordedInOrder } from '../../testing/simulated-recorder.js';
import { about, loggedOf, type Telling as Told } from '../../testing/told-log.js';
import { eventsRoute } from '../event/events-route.js';
import { Telling } from '../event/telling.js';
import { readRoutes } from '../models.js';
import { withTitles } from './title.js';
import { type Labels, titleOf } from './unnamed-title.js';

const NAMES: Readonly<Record<string, string>> = {
  'party-eu': 'EU',
  'party-china': '中国',
  'party-egypt': 'مصر',
  'representative-gill': 'Olof Gill',
  'meeting-talks': 'Talks in Brussels',
  'issue-controls': 'Export controls',
  'measure-61': 'Widening of the controls',
  'commitment-licences': 'General licences',
  'statement-said': 'The talks go on',
  'dispute-day': 'Friday',
};
const LABELS: Labels = new Map(Object.entries(NAMES));

type Case = Readonly<{
  self: string;
  type: Fact['type'];
  data: object;
  hour?: string;
  opening?: readonly [type: string, data: object];
}>;
const titleFor = ({ self, type, data, hour, opening }: Case) =>
  titleOf(
    { type, data, ...(hour && { metadata: { occurredTime: { time: hour, zone: 'Europe/Brussels' } } }) } as never,
    { self, opening: opening && ({ type: opening[0], data: opening[1] } as unknown as Fact) },
  ).named(LABELS);
/** A plain space is as good as one at which no line breaks. The marks around names are shown. */
const shown = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u2068', '‹').replaceAll('\u2069', '›');

const planned = { on: on('2025-11-14'), time: '09:30', zone: 'Europe/Brussels' };
const held = { partyId: 'china', issueId: 'controls', scope: 'public' };
const announced = [
  'MeasureAnnounced',
  { actorId: 'china', instrument: 'export-control', reference: 'No. 61' },
] as const;

/** Facts, and their titles in full. */
const TITLES: readonly (Case & Readonly<Record<Exclude<Language, 'en'>, string>>)[] = [
  {
    self: 'negotiation-n',
    type: 'NegotiationSuspended',
    data: { reason: 'No date.' },
    fr: 'La négociation a été suspendue — No date',
    zh: '谈判已中止——No date',
    ar: 'تعليق المفاوضات — ‹No date›',
  },
  {
    self: 'party-egypt',
    type: 'PartyJoined',
    data: { role: 'observer' },
    fr: '‹مصر› a rejoint la négociation.',
    zh: '‹مصر›加入谈判。',
    ar: 'مصر: الانضمام إلى المفاوضات.',
  },
  {
    self: 'meeting-talks',
    type: 'MeetingScheduled',
    data: { planned: { ...planned, text: 'Friday' }, place: 'Brussels' },
    fr: '« Talks in Brussels » : date fixée (lieu : Brussels). Date prévue : 14 novembre 2025, 09:30 (Europe/Brussels), « Friday ».',
    zh: '“Talks in Brussels”已定时间（地点：Brussels）。计划时间：2025年11月14日，09:30 (Europe/Brussels)，“Friday”。',
    ar: 'تحديد موعد «‹Talks in Brussels›» (المكان: ‹Brussels›). الموعد المقرر: 14 نوفمبر 2025، ‹09:30 (Europe/Brussels)›، «‹Friday›».',
  },
  {
    self: 'meeting-talks',
    type: 'MeetingPostponed',
    data: { until: { text: 'in the coming weeks' }, reason: 'Illness.' },
    fr: '« Talks in Brussels » : réunion reportée. Date prévue : « in the coming weeks » — Illness',
    zh: '“Talks in Brussels”已推迟。计划时间：“in the coming weeks”——Illness',
    ar: 'تأجيل «‹Talks in Brussels›». الموعد المقرر: «‹in the coming weeks›» — ‹Illness›',
  },
  {
    self: 'meeting-talks',
    type: 'MeetingHeld',
    data: { partyIds: ['eu', 'china', 'egypt'], outcome: 'They agreed\nto go on.' },
    fr: '« Talks in Brussels » : la réunion s’est tenue, avec EU, 中国 et ‹مصر› — They agreed to go on',
    zh: '“Talks in Brussels”已举行，参加方：EU、中国和‹مصر›——They agreed to go on',
    ar: 'انعقاد «‹Talks in Brussels›»، بمشاركة ‹EU› و‹中国› ومصر — ‹They agreed to go on›',
  },
  {
    self: 'statement-said',
    type: 'StatementMade',
    hour: '19:00',
    data: { speakerId: 'gill', kind: 'interview', text: 'The talks go on.' },
    fr: '19:00 (Europe/Brussels) : Olof Gill a fait une déclaration — The talks go on',
    zh: '19:00 (Europe/Brussels)：Olof Gill发表声明——The talks go on',
    ar: '‹19:00 (Europe/Brussels)›: ‹Olof Gill›: الإدلاء بتصريح — ‹The talks go on›',
  },
  {
    self: 'statement-said',
    type: 'StatementMade',
    data: {
      partyId: 'china',
      kind: 'press-statement',
      attribution: 'background',
      text: '谈判继续。',
      translation: { language: 'fr-BE', text: 'Les pourparlers continuent.' },
    },
    fr: '中国 a fait une déclaration, sans que son nom puisse être cité — Les pourparlers continuent',
    zh: '中国发表声明，仅供背景参考——谈判继续。',
    ar: '‹中国›: الإدلاء بتصريح على سبيل الخلفية — ‹谈判继续。›',
  },
  {
    self: 'statement-said',
    type: 'StatementWithdrawn',
    data: { reason: 'Misspoken.' },
    opening: ['StatementMade', { speakerId: 'gill', verbatim: true }],
    fr: 'Olof Gill a retiré une déclaration (motif : Misspoken). « The talks go on »',
    zh: 'Olof Gill撤回一项声明（原因：Misspoken）。“The talks go on”',
    ar: '‹Olof Gill›: سحب تصريح (السبب: ‹Misspoken›). «‹The talks go on›»',
  },
  {
    self: 'statement-said',
    type: 'StatementWithdrawn',
    data: {},
    opening: ['StatementMade', { speakerId: 'gill', verbatim: false }],
    fr: 'Olof Gill a retiré une déclaration — The talks go on',
    zh: 'Olof Gill撤回一项声明——The talks go on',
    ar: '‹Olof Gill›: سحب تصريح — ‹The talks go on›',
  },
  {
    self: 'position-p',
    type: 'PositionShifted',
    data: { ...held, direction: 'hardened', text: 'All exports need a licence.' },
    fr: '中国 a durci sa position sur « Export controls » — All exports need a licence',
    zh: '中国在“Export controls”上的立场转趋强硬——All exports need a licence',
    ar: '‹中国›: تشديد الموقف بشأن «‹Export controls›» — ‹All exports need a licence›',
  },
  {
    self: 'measure-61',
    type: 'MeasureAnnounced',
    data: announced[1],
    opening: announced,
    fr: '中国 a annoncé « Widening of the controls » (No. 61, contrôle des exportations).',
    zh: '中国宣布“Widening of the controls”（No. 61，出口管制）。',
    ar: '‹中国›: إعلان «‹Widening of the controls›» (‹No. 61›، رقابة على الصادرات).',
  },
  {
    self: 'measure-61',
    type: 'ProvisionSuspended',
    data: { provisionId: '1-2', from: { on: on('2025-11-07') }, until: { on: on('2026-11-10') } },
    opening: announced,
    fr: '« Widening of the controls » : suspension (No. 61, disposition : 1-2). Date d’effet : 7 novembre 2025. Date de fin : 10 novembre 2026.',
    zh: '“Widening of the controls”暂停实施（No. 61，规定：1-2）。起始日期：2025年11月7日。至2026年11月10日为止。',
    ar: 'تعليق «‹Widening of the controls›» (‹No. 61›، الحكم: ‹1-2›). اعتبارًا من: 7 نوفمبر 2025. تاريخ الانتهاء: 10 نوفمبر 2026.',
  },
  {
    self: 'commitment-licences',
    type: 'CommitmentMade',
    data: { byIds: ['eu', 'china'], text: 'General licences', due: { on: on('2025-12', '2025-12-01', '2025-12-31') } },
    fr: 'Un engagement a été pris par EU et 中国. Échéance : décembre 2025 — General licences',
    zh: 'EU和中国作出一项承诺。期限：2025年12月——General licences',
    ar: 'تعهد من ‹EU› و‹中国›. الأجل: ديسمبر 2025 — ‹General licences›',
  },
  {
    self: 'dispute-day',
    type: 'DisputeSettled',
    data: { preferred: 'rival', reason: 'It was Friday' },
    fr: 'La version « Friday » a été préférée à celle du dossier — It was Friday',
    zh: '采信“Friday”，而非记录中的说法——It was Friday',
    ar: 'ترجيح الرواية «‹Friday›» على المسجلة — ‹It was Friday›',
  },
  {
    self: 'meeting-talks',
    type: 'DelegationAnnounced',
    data: {
      partyId: 'china',
      level: 'unclear',
      members: [{ representativeId: 'gill', coming: 'not-coming' }],
      confirmed: false,
      announcedById: 'gill',
    },
    fr: '中国 : délégation annoncée pour « Talks in Brussels » (niveau incertain, sans Olof Gill, non confirmé, selon Olof Gill).',
    zh: '中国出席“Talks in Brussels”的代表团已公布（级别不明，不含Olof Gill，未确认，据Olof Gill）。',
    ar: '‹中国›: إعلان الوفد إلى «‹Talks in Brussels›» (المستوى غير واضح، دون ‹Olof Gill›، غير مؤكد، وفق ‹Olof Gill›).',
  },
  {
    self: 'meeting-talks',
    type: 'InvitationAnswered',
    data: { personId: 'gill', answer: 'DELEGATED', delegatedToId: 'gill' },
    fr: 'Olof Gill a transmis l’invitation à « Talks in Brussels » (à : Olof Gill).',
    zh: 'Olof Gill将“Talks in Brussels”的邀请转交他人（转交：Olof Gill）。',
    ar: '‹Olof Gill›: إحالة الدعوة إلى «‹Talks in Brussels›» إلى شخص آخر (إلى: ‹Olof Gill›).',
  },
  {
    self: 'position-p',
    type: 'PositionTaken',
    data: { ...held, scope: 'private', kind: 'red-line', text: 'No licences.' },
    fr: '中国 a pris position sur « Export controls » (position non publique, ligne rouge) — No licences',
    zh: '中国就“Export controls”表明立场（非公开立场，红线）——No licences',
    ar: '‹中国›: اتخاذ موقف بشأن «‹Export controls›» (موقف غير معلن، خط أحمر) — ‹No licences›',
  },
  {
    self: 'measure-61',
    type: 'ProvisionSuspended',
    data: { provisionId: 'all', forPartyIds: ['egypt'], instrument: 'Decree 4' },
    opening: announced,
    fr: '« Widening of the controls » : suspension (No. 61, disposition : all, à l’égard de : ‹مصر›, par : Decree 4).',
    zh: '“Widening of the controls”暂停实施（No. 61，规定：all，适用对象：‹مصر›，依据：Decree 4）。',
    ar: 'تعليق «‹Widening of the controls›» (‹No. 61›، الحكم: ‹all›، تجاه: مصر، بموجب: ‹Decree 4›).',
  },
  {
    self: 'statement-said',
    type: 'StatementMade',
    data: { kind: 'press-statement', attribution: 'unattributed', text: 'The talks go on.', verbatim: true },
    fr: 'Une déclaration a été faite, sans que son auteur soit nommé (ne doit être attribuée à personne). « The talks go on »',
    zh: '有一项声明发表，未具名（不得注明出处）。“The talks go on”',
    ar: 'صدور تصريح دون ذكر صاحبه (لا يجوز نسبته). «‹The talks go on›»',
  },
  {
    self: 'negotiation-n',
    type: 'NegotiationConcluded',
    data: { outcome: 'no-agreement', summary: 'Both sides blame the other.' },
    fr: 'La négociation s’est terminée sans accord — Both sides blame the other',
    zh: '谈判未达成协议即告结束——Both sides blame the other',
    ar: 'انتهاء المفاوضات دون اتفاق — ‹Both sides blame the other›',
  },
  {
    self: 'negotiation-n',
    type: 'NegotiationDescribed',
    data: { title: 'Pact II' },
    fr: 'La négociation a été renommée « Pact II ».',
    zh: '谈判更名为“Pact II”。',
    ar: 'تغيير اسم المفاوضات إلى «‹Pact II›».',
  },
  {
    self: 'measure-61',
    type: 'FigureReported',
    data: { about: 'Licences', figure: 'just over half', reportedBy: 'one agency' },
    fr: 'Un chiffre a été communiqué sur « Widening of the controls » : Licences, « just over half » (selon one agency).',
    zh: '关于“Widening of the controls”的数据：Licences，“just over half”（据one agency）。',
    ar: 'رقم متعلق بالتدبير «‹Widening of the controls›»: ‹Licences›، «‹just over half›» (وفق ‹one agency›).',
  },
];

describe('a title', () => {
  it.each(TITLES)('says $type in French, Chinese and Arabic', ({ fr, zh, ar, ...told }) => {
    const title = titleFor(told);
    expect((['fr', 'zh', 'ar'] as const).map((language) => shown(title.in(language)))).toEqual([fr, zh, ar]);
  });
  it('is the English line as it always was, also where nobody writes it', () => {
    const title = titleFor({ self: 'meeting-talks', type: 'MeetingScheduled', data: { planned, place: 'Brussels' } });
    const line = '“Talks in Brussels” was scheduled for 14 November 2025 at 09:30 (Europe/Brussels), in Brussels';
    expect([title.in('en'), JSON.parse(JSON.stringify({ title }))]).toEqual([line, { title: line }]);
  });
  it('names in each language only what its English line names, by which the answer is marked', () => {
    const parties = ['eu', 'china', 'egypt', 'gill', 'talks'];
    const many = titleFor({ self: 'meeting-talks', type: 'MeetingHeld', data: { partyIds: parties } });
    expect(many.in('en')).toMatch(/EU, 中国, مصر and 2 others$/);
    expect(shown(many.in('fr'))).toMatch(/avec EU, 中国, ‹مصر› et 2 autres\.$/);
    const opening = ['StatementMade', { partyId: 'china' }] as const;
    const withdrawn = titleFor({ self: 'statement-said', type: 'StatementWithdrawn', data: {}, opening });
    expect(withdrawn.in('en')).not.toContain('中国');
    expect(shown(withdrawn.in('fr'))).toBe('Une déclaration a été retirée — The talks go on');
  });
  it('says that it does not know the name of what its reader may not see', () => {
    const title = titleFor({ self: 'issue-controls', type: 'IssueRaised', data: { raisedById: 'nobody' } });
    expect([title.in('en'), shown(title.in('fr'))]).toEqual([
      'an unknown party raised “Export controls”',
      '… a soulevé la question « Export controls ».',
    ]);
  });
});

const meeting = about(
  'meeting',
  'talks',
  { type: 'MeetingProposed', data: { title: 'Talks in Brussels' } },
  { type: 'RecordCorrected', data: { eventId: 'event-0', changes: {}, reason: 'A slip' } } as Told,
  { type: 'RecordVoided', data: { eventId: 'event-0', reason: 'Twice' } } as Told,
  { type: 'RecordVoided', data: { eventId: 'event-2', reason: 'Not twice' } } as Told,
  { type: 'RecordMarked', data: { marking: { level: 'secret', compartments: ['trade'] }, reason: 'So' } },
  { type: 'MarkingApproved', data: { marking: { level: 'public' }, reason: 'So' } },
  { type: 'MarkingApprovalWithdrawn', data: { reason: 'So' } },
);
const titlesIn = (history: readonly LoggedEvent[], labels: Labels) => {
  const telling = new Telling(history);
  return history.map((event) => telling.beside(event).title.named(labels));
};

describe('the title of what is recorded of a record', () => {
  const titles = titlesIn(loggedOf(meeting), LABELS);
  it.each([
    [
      'fr',
      [
        '« Talks in Brussels » : réunion proposée.',
        'Inscription corrigée : « Talks in Brussels » : réunion proposée.',
        'Inscription annulée : « Talks in Brussels » : réunion proposée.',
        'Inscription rétablie : « Talks in Brussels » : réunion proposée.',
        'Classification de « Talks in Brussels » : secret / trade.',
        'Abaissement du niveau de classification de « Talks in Brussels » approuvé : public.',
        'L’approbation de l’abaissement de la classification de « Talks in Brussels » a été retirée.',
      ],
    ],
    [
      'zh',
      [
        '“Talks in Brussels”获提议举行。',
        '更正记录：“Talks in Brussels”获提议举行。',
        '作废记录：“Talks in Brussels”获提议举行。',
        '恢复记录：“Talks in Brussels”获提议举行。',
        '“Talks in Brussels”的密级定为secret / trade。',
        '批准将“Talks in Brussels”的密级降为public。',
        '撤回降低“Talks in Brussels”密级的批准。',
      ],
    ],
    [
      'ar',
      [
        'اقتراح عقد «‹Talks in Brussels›».',
        'تصحيح القيد: اقتراح عقد «‹Talks in Brussels›».',
        'إبطال القيد: اقتراح عقد «‹Talks in Brussels›».',
        'إعادة الاعتداد بالقيد: اقتراح عقد «‹Talks in Brussels›».',
        'درجة سرية «‹Talks in Brussels›»: ‹secret / trade›.',
        'الموافقة على خفض درجة سرية «‹Talks in Brussels›» إلى ‹public›.',
        'سحب الموافقة على خفض درجة سرية «‹Talks in Brussels›».',
      ],
    ],
    [
      'en',
      [
        'A meeting was proposed: “Talks in Brussels”',
        'Corrected: A meeting was proposed: “Talks in Brussels”',
        'Voided: A meeting was proposed: “Talks in Brussels”',
        'Restored: A meeting was proposed: “Talks in Brussels”',
        '“Talks in Brussels” marked secret / trade',
        '“Talks in Brussels” approved to be marked public',
        'Approval of a lower marking of “Talks in Brussels” withdrawn',
      ],
    ],
  ] as const)('is in %s', (language, expected) => {
    expect(titles.map((title) => shown(title.in(language)))).toEqual(expected);
  });
});

const IN_ITSELF: Readonly<Record<Exclude<Language, 'en'>, RegExp>> = {
  fr: /\p{Script=Latin}/u,
  zh: /\p{Script=Han}/u,
  ar: /\p{Script=Arabic}/u,
};

describe('the title of an event of any type', () => {
  const seen = new Set<string>(['RecordMarked', 'MarkingApproved', 'MarkingApprovalWithdrawn']);
  it('is one line in each language', () => {
    for (const history of fc.sample(randomHistory, { numRuns: 40, seed: 20_251_027 })) {
      const events = loggedOf(...dossierOf(recordedInOrder(history)).dossier);
      const labels = new Map(events.map(({ stream }) => [stream as string, `the ${thingOf(stream).kind}`]));
      for (const [stream, told] of Map.groupBy(events, (event) => event.stream)) {
        if (!isWorldKind(thingOf(stream).kind)) continue;
        for (const [n, title] of titlesIn(told, labels).entries()) {
          seen.add(told[n]!.type);
          for (const language of ['fr', 'zh', 'ar'] as const) {
            expect(title.in(language)).toMatch(IN_ITSELF[language]);
            expect(title.in(language)).not.toMatch(/[{}\n]|undefined|\[object/);
            expect(title.in(language)).not.toBe(title.english);
          }
        }
      }
    }
  });
  it('was looked at', () => {
    const ofNoThing = ['GrantGiven', 'GrantRevoked', 'OriginStarted', 'CheckpointSigned'];
    expect(seen).toEqual(new Set(EVENT_TYPES.filter((type) => !ofNoThing.includes(type))));
  });
});

describe('an answer', () => {
  const title = titleFor({ self: 'party-eu', type: 'PartyLeft', data: {} });
  const fact = { deep: { title: 'of the record', list: [1, null] } };
  const body = { title, lastEvent: { title, fact }, items: [{ fact }, { lastEvent: { title } }], none: [] };
  it('has its titles in the language of its reader, wherever they stand', () => {
    const french = 'EU a quitté la négociation.';
    expect(withTitles(body, 'fr')).toEqual({
      title: french,
      lastEvent: { title: french, fact },
      items: [{ fact }, { lastEvent: { title: french } }],
      none: [],
    });
  });
  it('is not copied where it has none', () => {
    const { items, lastEvent } = withTitles(body, 'zh');
    expect([items[0], lastEvent.fact, withTitles(fact, 'zh')]).toEqual([{ fact }, fact, fact]);
    expect(items[0]).toBe(body.items[0]);
    expect(withTitles(fact, 'zh')).toBe(fact);
  });
});

/** The descriptions of the fields that are called `title`. */
const titlesOf = (schema: Schema, seen = new Set<unknown>()): readonly string[] => {
  const whole = definitionOf(schema);
  if (seen.has(whole['$ref'] ?? whole)) return [];
  seen.add(whole['$ref'] ?? whole);
  return Object.entries(whole).flatMap(([name, inner]): readonly string[] => {
    if (typeof inner !== 'object' || inner === null) return [];
    const of = Array.isArray(inner) ? inner : [inner];
    const own = name === 'title' && 'description' in inner ? [String(inner.description)] : [];
    return [...own, ...of.flatMap((one: Schema) => (typeof one === 'object' ? titlesOf(one, seen) : []))];
  });
};

const routes = [...readRoutes, eventsRoute];
describe('a route', () => {
  it.each(routes.map((route) => [route.operationId, route] as const))(
    '%s writes titles in every language, if it has any',
    (_, { answer, sentences }) => {
      if (!titlesOf(answer).some((description) => description.includes('in the language of Content-Language'))) return;
      expect(sentences?.languages).toEqual(LANGUAGES);
    },
  );
  it('is one of those, for events and for what happened', () => {
    const withTitle = routes.filter(({ answer }) => titlesOf(answer).some((one) => one.includes('in one line')));
    expect(withTitle.map(({ operationId }) => operationId).toSorted()).toEqual(
      ['getBoard', 'getEvent', 'getNegotiation', 'listEvents', 'listNegotiations', 'listTimeline', 'search'].toSorted(),
    );
  });
});

it('keeps names of the other direction apart', () => {
  const title = titleFor({ self: 'party-egypt', type: 'PartyLeft', data: {} });
  expect(title.in('fr')).toBe(`${isolate('مصر')} a quitté la négociation.`);
});
