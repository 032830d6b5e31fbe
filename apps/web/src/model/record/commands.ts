import { type Entry, type Taken, takesSeveral } from './entry.js';
import { asksForLevel, levelOf, shownOf } from './shown.js';

/** What words mean as a date: the text that is recorded, and its first and last day. */
export type Dated = Readonly<{ edtf: string; earliest: string | null; latest: string | null }>;

/** A command as `POST /v1/batches` takes it. `role`: what it records of the entry. */
export type Command = Readonly<{
  role: 'name' | 'proposal' | 'main';
  path: string;
  body: Readonly<Record<string, unknown>>;
  ifMatch?: string;
}>;

export type Circumstances = Readonly<{
  negotiationId: string;
  date: Dated | undefined;
  source: Source | undefined;
  /** The day on which it is typed. */
  today: string;
  /** When our side learned it: now, as the service tells the time. */
  learnedAt: string;
  /** The id of a new meeting. */
  meetingId: string;
  /** The title of a meeting without one. */
  title: string;
}>;
type Source = Readonly<{ title: string; publishedOn?: string | undefined; reliability?: string | undefined }>;

/**
 * Whether the meeting of an entry was held: as was said, or as its day says, seen from the day on which it was typed; undefined if that may
 * be still to come. A plan does not come true by waiting: once its day has come, it is undefined, too.
 */
export const heldOn = (
  { isHeld, form, whenTypedOn }: Entry,
  date: Dated | undefined,
  today: string,
): boolean | undefined => {
  if (form === 'call') return true;
  if (isHeld !== undefined) return isHeld;
  if (date?.latest != null && date.latest < (whenTypedOn || today)) return true;
  return date?.earliest != null && date.earliest > today ? false : undefined;
};
/** As long as nobody has said it, it is shown as held, and not recorded. */
export const isHeldOn = (entry: Entry, date: Dated | undefined, today: string): boolean =>
  heldOn(entry, date, today) ?? true;

/** Absent fields are left out, and so are empty texts. */
const filled = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );

/** The commands that record an entry, in their order: first the new names, then what they did. */
export const commandsOf = (typed: Entry, about: Circumstances): readonly Command[] => {
  const entry = shownOf(typed);
  const told = filled({
    learnedAt: about.learnedAt,
    sources: about.source && [filled(about.source)],
  });
  const dated = filled({ ...told, occurredOn: about.date?.edtf, occurredText: saidApart(entry.when, about.date) });
  const own = { ...dated, ...filled({ comment: entry.comment.trim(), reportOf: entry.sameAs?.eventId }) };
  if (asksForLevel(entry)) throw new Error('What has the marking of another thing cannot have one of its own');
  const level = levelOf(entry);
  const marking = level === '' ? {} : { marking: { level } };
  const names = entry.who
    .filter(({ isNew }) => isNew)
    .map((one) => naming(one, about.negotiationId, { ...told, ...marking }));
  return [...names, ...mainOf(entry, about, { dated, own, told, marking })];
};

/** The words of a date are kept, unless they are the date itself. */
const saidApart = (said: string, date: Dated | undefined) => (said.trim() === date?.edtf ? undefined : said.trim());

const naming = ({ id, name, kind, partyId, post }: Taken, negotiationId: string, told: object): Command => ({
  role: 'name',
  path: `/v1/negotiations/${encodeURIComponent(negotiationId)}/representatives`,
  body: { ...filled({ id, name, kind, partyId, post: post?.trim() }), ...told },
});

type Parts = Readonly<Record<'dated' | 'own' | 'told' | 'marking', Readonly<Record<string, unknown>>>>;

const mainOf = (entry: Entry, about: Circumstances, parts: Parts): readonly Command[] => {
  const path = `/v1/negotiations/${encodeURIComponent(about.negotiationId)}`;
  const { own, marking } = parts;
  const [first] = entry.who;
  if (takesSeveral(entry.form)) return meetingOf(entry, about, parts);
  if (entry.form === 'answer') {
    const body = { ...filled({ personId: first?.id, answer: entry.answer, text: entry.text.trim() }), ...own };
    return [{ role: 'main', path: `/v1/meetings/${encodeURIComponent(entry.meetingId)}/answers`, body, ifMatch: '*' }];
  }
  if (entry.form === 'position') {
    const { change, positionKind: kind, scope, issueId } = entry;
    const holder = { partyId: first?.id, issueId, scope };
    const text = entry.text.trim();
    const [end, said] =
      change === 'taken'
        ? ['', { text, kind }]
        : change === 'maintained'
          ? ['/maintained', { text }]
          : change === 'withdrawn'
            ? ['/withdrawn', { reason: text }]
            : ['/shifts', { direction: change, text, kind }];
    return [
      {
        role: 'main',
        path: `${path}/positions${end}`,
        body: { ...filled({ ...holder, ...said }), ...own, ...marking },
      },
    ];
  }
  const body = {
    ...filled({
      speakerId: first?.id,
      partyId: first?.partyId,
      toIds: entry.toId === '' ? [] : [entry.toId],
      kind: entry.kind,
      text: entry.text.trim(),
      language: entry.language.trim(),
      issueIds: entry.issueId === '' ? [] : [entry.issueId],
      meetingId: entry.meetingId,
      attribution: entry.attribution === 'on-the-record' ? undefined : entry.attribution,
    }),
    verbatim: entry.verbatim,
    ...own,
    ...marking,
  };
  return [{ role: 'main', path: `${path}/statements`, body }];
};

/** The parties of names, each once. */
export const partiesOf = (who: readonly Taken[]): readonly string[] => [
  ...new Set(who.flatMap(({ kind, id, partyId }) => (kind === 'party' ? id : (partyId ?? [])))),
];

/** A meeting is one thing, whose plan and whose holding are two facts. A second report is about the same meeting. */
const meetingOf = (entry: Entry, about: Circumstances, { dated, own, told, marking }: Parts): readonly Command[] => {
  const { sameAs, mode, who } = entry;
  const partyIds = partiesOf(who);
  const place = entry.place.trim();
  const held = isHeldOn(entry, about.date, about.today);
  // Of a plan, what it is to be about is our comment.
  const comment = [entry.text, entry.comment]
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n\n');
  const planned = filled({ on: about.date?.edtf, text: saidApart(entry.when, about.date) });
  const id = sameAs?.thingId ?? about.meetingId;
  // Of a plan there may be several accounts; of the holding the second one names the first.
  const { reportOf, ...ownWithout } = own;
  const { occurredOn: _, occurredText: __, ...undated } = ownWithout;
  const isReport = held && sameAs?.type === 'MeetingHeld';
  const holding: Command = {
    role: 'main',
    path: `/v1/meetings/${encodeURIComponent(id)}/held`,
    ifMatch: '*',
    body: {
      ...filled({
        partyIds,
        attendance: who
          .filter(({ kind }) => kind !== 'party')
          .map((one) => ({ representativeId: one.id, presence: 'present' })),
        durationText: entry.duration.trim(),
        place,
        outcome: entry.text.trim(),
      }),
      ...ownWithout,
      ...(isReport && { reportOf }),
    },
  };
  if (sameAs !== undefined) {
    if (held) return [holding];
    const body = { planned, ...filled({ place }), ...undated, ...filled({ comment }) };
    return [{ role: 'main', path: `/v1/meetings/${encodeURIComponent(id)}/schedule`, ifMatch: '*', body }];
  }
  const title = entry.title.trim() || about.title;
  const proposal: Command = {
    role: held ? 'proposal' : 'main',
    path: `/v1/negotiations/${encodeURIComponent(about.negotiationId)}/meetings`,
    body: {
      ...filled({
        id,
        title,
        mode,
        partyIds,
        issueIds: entry.issueId === '' ? [] : [entry.issueId],
        place,
        planned: held || Object.keys(planned).length === 0 ? undefined : planned,
      }),
      ...(held ? { ...told, ...dated } : { ...undated, ...filled({ comment }) }),
      ...marking,
    },
  };
  return held ? [proposal, holding] : [proposal];
};
