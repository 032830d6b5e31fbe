import type { Language } from '#messages/languages.js';
import type { TellRecord } from '../../messages/record-texts.js';
import { listText } from '../../model/dates.js';
import { isHeldOn } from '../../model/record/commands.js';
import type { Entry } from '../../model/record/entry.js';
import { textOf } from '../../model/record/text.js';
import type { DatedEntry } from '../../model/record/dated.js';
import type { Known } from './use-known.js';

type About = Readonly<{ known: Known; dated: DatedEntry; language: Language; tell: TellRecord }>;

/** The title of a call or meeting for which nobody has written one: how, and between whom. */
export const titleOf = ({ mode, who }: Entry, { language, tell }: Pick<About, 'language' | 'tell'>): string =>
  tell('contact.title', {
    mode: tell(`contactMode.${mode}`),
    names: listText(
      who.map(({ name }) => name),
      language,
    ),
  });

/** What an entry says, in the sentence of the catalogue that the service uses; undefined until there is enough of it. */
export const sentenceOf = (entry: Entry, about: About): string | undefined => {
  const { known, dated, tell, language } = about;
  const { form, who, change, scope, attribution } = entry;
  const name = who[0]?.name;
  if (name === undefined) {
    const isWithheld = form === 'statement' && attribution !== 'on-the-record' && entry.text.trim() !== '';
    return isWithheld ? tell('fact.StatementMade.withoutSpeaker') : undefined;
  }
  if (form === 'statement')
    return tell(attribution === 'on-the-record' ? 'fact.StatementMade' : `fact.StatementMade.${attribution}`, {
      speaker: name,
    });
  if (form === 'answer') {
    const meeting = known.meetings.items.find(({ id }) => id === entry.meetingId)?.title;
    if (meeting === undefined || entry.answer === '') return undefined;
    return tell(`fact.InvitationAnswered.${entry.answer}`, { person: name, meeting });
  }
  if (form === 'position') {
    const issue = known.issues.items.find(({ id }) => id === entry.issueId)?.title;
    if (issue === undefined) return undefined;
    const fact = POSITION_FACTS[change];
    return tell(scope === 'assessed' ? `${fact}.assessed` : fact, { party: name, issue });
  }
  const meeting = entry.title.trim() || titleOf(entry, { language, tell });
  const held = isHeldOn(entry, dated.date, dated.today);
  return tell(held ? 'fact.MeetingHeld' : 'fact.MeetingProposed', { meeting });
};

const POSITION_FACTS = {
  taken: 'fact.PositionTaken',
  hardened: 'fact.PositionShifted.hardened',
  softened: 'fact.PositionShifted.softened',
  reframed: 'fact.PositionShifted.reframed',
  maintained: 'fact.PositionMaintained',
  withdrawn: 'fact.PositionWithdrawn',
} as const;

/** An entry in the line of the outbox: who, and the words. */
export const lineOf = (entry: Entry, about: About): string => {
  const { form, who, text } = entry;
  const words = text.trim();
  if (form !== 'statement' || words === '') {
    const sentence = sentenceOf(entry, about);
    // What it is about may have no name here: without a line, some lists are not kept.
    if (sentence === undefined) return textOf(entry, about.tell(`form.${form}`));
    return words === '' ? sentence : `${sentence} ${words}`;
  }
  const name = who[0]?.name;
  return name === undefined ? words : about.tell('outbox.said', { name, words });
};
