import type Database from 'better-sqlite3';
import type { Circumstances } from '#domain/envelope.js';
import { type Kind, streamOf, thingOf } from '#domain/ids.js';
import { hourText } from '#domain/occurred-time.js';
import { datesAsEdtf, type PlannedTime } from '#domain/world-date.js';
import type { Message } from '#messages/messages.js';
import type { Fact } from '../../projection/read-model.js';
import { sentenceOf } from './event-sentences.js';
import { factMessage, type Naming, UNNAMED, type WorldFact, wordsIn } from './fact-parts.js';
import { detailsOf } from './title-details.js';
import { type Said, type TimeRole, Title } from './title.js';
import { fill, type Line, MANY, short, streamsIn, thingName } from './wording.js';

/** The names of things, by their streams. */
export type Labels = ReadonlyMap<string, string>;

/**
 * A title that still lacks the names of things. What looks for ids in answers finds them in its English line. So in each language a title names
 * only what that line names, and its own thing.
 */
export class UnnamedTitle {
  readonly #self: string;
  readonly #opening: Fact | undefined;
  readonly #say: (naming: Naming) => Said;

  constructor(
    readonly line: Line,
    { self, opening }: About,
    say: (naming: Naming) => Said,
  ) {
    this.#self = self;
    this.#opening = opening;
    this.#say = say;
  }

  /** The same title with something before it, in English and in the other languages. */
  under(english: Line, around: (said: Said) => Said): UnnamedTitle {
    const about = { self: this.#self, opening: this.#opening };
    return new UnnamedTitle([...english, ...this.line], about, (naming) => around(this.#say(naming)));
  }

  streams(): readonly string[] {
    return [...streamsIn(this.line), this.#self];
  }

  named(labels: Labels): Title {
    const mayName = new Set(this.streams());
    const labelOf = (stream: string) => {
      const label = mayName.has(stream) ? labels.get(stream) : undefined;
      return label && short(label);
    };
    // Most readers read English, and a search looks at many facts that it does not show.
    const say = () =>
      this.#say({
        self: labelOf(this.#self) ?? UNNAMED,
        opening: this.#opening,
        nameOf: (kind, id) => labelOf(streamOf(kind, id)),
        most: MANY,
      });
    return new Title(
      fill(this.line, (stream) => inEnglish(stream, labels.get(stream))),
      say,
    );
  }

  toJSON(): Line {
    return this.line;
  }
}

/** The stream of the thing that a title is about, and the fact that opened it. */
export type About = Readonly<{ self: string; opening: Fact | undefined }>;
type Told = Fact & Readonly<{ metadata?: Pick<Circumstances, 'occurredTime'> }>;

/** What a fact about the world says. */
export const titleOf = (fact: Told, about: About): UnnamedTitle => {
  const { kind, id } = thingOf(about.self);
  const { occurredTime } = fact.metadata ?? {};
  return new UnnamedTitle(sentenceOf(fact, { ...about, self: thingName(kind, id) }), about, (naming) => ({
    hour: occurredTime && hourText(occurredTime),
    message: messageOf(fact, naming),
    details: detailsOf(fact, naming),
    times: timesIn(fact),
    ...wordsOf(fact, naming),
  }));
};

/** One thing is told of, so nothing is counted; a measure has its whole name. */
const messageOf = ({ type, data }: Fact, naming: Naming): Message => {
  const { self, nameOf } = naming;
  switch (type) {
    case 'NegotiationDescribed':
      if (data.title === undefined) break;
      return { id: 'title.renamed', parameters: { title: short(data.title) } };
    case 'MeasureAnnounced':
      return { id: `title.${type}`, parameters: { party: nameOf('party', data.actorId) ?? UNNAMED, measure: self } };
    case 'ProvisionEnteredIntoForce':
    case 'ProvisionSuspended':
    case 'ProvisionReinstated':
    case 'ProvisionRemoved':
      return { id: `title.${type}`, parameters: { measure: self } };
    default:
  }
  return factMessage({ type, data } as WorldFact, naming);
};

const ROLES: Readonly<Record<string, TimeRole>> = {
  planned: 'title.planned',
  due: 'title.due',
  from: 'title.from',
  until: 'title.until',
};
const timesIn = ({ type, data }: Fact): NonNullable<Said['times']> =>
  Object.entries(ROLES).flatMap(([field, role]) => {
    const time = (data as Readonly<Record<string, PlannedTime | undefined>>)[field];
    if (time === undefined) return [];
    const { text, ...rest } = datesAsEdtf(time) as Readonly<Partial<Record<'on' | 'time' | 'zone' | 'text', string>>>;
    // Until when a meeting is postponed is when it is planned for.
    const isMoved = type === 'MeetingPostponed';
    return [
      { role: isMoved ? 'title.planned' : role, time: { ...rest, ...(text !== undefined && { text: short(text) }) } },
    ];
  });

/** The words of the record, in quotation marks if they were said so. Which statement was taken back, its sentence does not say. */
const wordsOf = (fact: Fact, { self, opening }: Naming): Pick<Said, 'words' | 'isVerbatim' | 'translated'> => {
  const isTakenBack = fact.type === 'StatementWithdrawn';
  const told = isTakenBack ? opening : fact;
  const words = isTakenBack ? self : wordsIn(fact);
  const { translation, verbatim = false } = told?.type === 'StatementMade' ? told.data : {};
  return {
    words: words && short(words),
    isVerbatim: verbatim,
    translated: translation && { language: translation.language, words: short(translation.text) },
  };
};

/** The names of the things in titles. */
export const labelsFor = (db: Database.Database, titles: readonly UnnamedTitle[]): Labels =>
  new Map(
    db
      .prepare<[string], { stream: string; label: string }>(
        'SELECT stream, label FROM things WHERE stream IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify([...new Set(titles.flatMap((title) => title.streams()))]))
      .map(({ stream, label }) => [stream, label]),
  );

/** People and parties are shown by name, everything else by its title in quotation marks. */
const inEnglish = (stream: string, label: string | undefined): string => {
  const { kind } = thingOf(stream);
  if (label === undefined) return `an unknown ${kind}`;
  return BY_NAME.has(kind) ? label : `“${label}”`;
};
const BY_NAME: ReadonlySet<Kind> = new Set(['party', 'representative']);
