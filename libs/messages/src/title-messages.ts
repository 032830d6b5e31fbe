import type { Kind } from './parameters.js';

const onTop = { fact: 'sentence' } as const;
const withTime = { fact: 'sentence', when: 'sentence' } as const;
const ofMeasure = { measure: 'text' } as const;
const ofPeople = { people: 'list' } as const;
const ofParties = { parties: 'list' } as const;
const marked = { thing: 'text', marking: 'text' } as const;

/** What a title has around the sentence of a fact: its hour, when what it plans is to be, and the words of the record. */
export const TITLE_MESSAGES = {
  'title.hour': { hour: 'text', fact: 'sentence' },
  'title.planned': withTime,
  'title.due': withTime,
  'title.from': withTime,
  'title.until': withTime,
  /** What else is said of the fact: how, of whom, by whose word. */
  'title.details': { fact: 'sentence', details: 'sentence' },
  /** Words as they were said. */
  'title.words': { fact: 'sentence', words: 'text' },
  /** What was said or written in words of the recorder's own: no quotation. */
  'title.told': { fact: 'sentence', words: 'text' },
  /** Words by which a time was told. */
  'title.toldTime': { words: 'text' },
  'title.clock': { clock: 'text' },
  /** Two parts of a time, or two details. */
  'title.and': { first: 'sentence', second: 'sentence' },
  'title.corrected': onTop,
  'title.voided': onTop,
  'title.restored': onTop,
  'title.marked': marked,
  'title.approved': marked,
  'title.approvalWithdrawn': { thing: 'text' },
  'title.renamed': { title: 'text' },
  'title.MeasureAnnounced': { party: 'text', measure: 'text' },
  'title.ProvisionEnteredIntoForce': ofMeasure,
  'title.ProvisionSuspended': ofMeasure,
  'title.ProvisionReinstated': ofMeasure,
  'title.ProvisionRemoved': ofMeasure,
  'detail.level.summit': {},
  'detail.level.ministerial': {},
  'detail.level.high-level-technical': {},
  'detail.level.technical': {},
  'detail.level.preparatory': {},
  'detail.level.unclear': {},
  'detail.ledBy': { person: 'text' },
  'detail.with': ofPeople,
  'detail.without': ofPeople,
  'detail.unclearWhether': ofPeople,
  'detail.confirmed': {},
  'detail.notConfirmed': {},
  'detail.accordingTo': { source: 'text' },
  'detail.forParties': ofParties,
  'detail.affecting': ofParties,
  'detail.toParties': ofParties,
  'detail.instrument.export-control': {},
  'detail.instrument.tariff': {},
  'detail.instrument.sanction': {},
  'detail.instrument.boycott': {},
  'detail.instrument.easing': {},
  'detail.reference': { reference: 'text' },
  'detail.provision': { provision: 'text' },
  'detail.by': { instrument: 'text' },
  'detail.private': {},
  'detail.binding': {},
  'detail.notBinding': {},
  'detail.about': { thing: 'text' },
  'detail.passedTo': { person: 'text' },
  'detail.place': { place: 'text' },
  'detail.figure': { figure: 'text' },
  'detail.reason': { reason: 'text' },
  'detail.duration': { words: 'text' },
  'detail.post': { post: 'text' },
  'detail.ofParty': { party: 'text' },
  'detail.widening': { measure: 'text' },
  'detail.mode.video-call': {},
  'detail.mode.phone-call': {},
  'detail.mode.hybrid': {},
  'detail.mode.written-exchange': {},
  'detail.background': {},
  'detail.chatham-house': {},
  'detail.unattributed': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>;
export type TitleTexts = Readonly<Record<keyof typeof TITLE_MESSAGES, string>>;
