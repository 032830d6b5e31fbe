import { type Days, daysOf } from '#edtf/days-of.js';
import type { HeldAccount, MeetingAnywhere, MeetingStatus, PlannedAccount } from '../types/types.gen.js';
import { type Clock, clockHere } from './clock.js';

/**
 * When a meeting was held or is planned, by one account. `from`, `to`: on the clocks of the reader if the hour and the zone are known, else as
 * told. `isVague`: it was, or is, on some of these days. `time`: on the clocks of the reader. `there`: the hour as told, if clocks show another
 * one here, or if nobody can say which: its zone was not told, or the browser does not know it.
 */
export type When = Readonly<{
  from: string;
  to: string;
  isVague: boolean;
  time?: string;
  there?: Readonly<{ time: string; zone?: string }>;
}>;

/**
 * An account of when it is. `open`: one end of it is not known. Without days it has only words, or nothing. `isOfPlan`: it was held, and nobody
 * told when; these are the days of its plan.
 */
export type Account = Readonly<{
  eventId: string;
  when?: When;
  open?: Days;
  edtf?: string;
  text?: string;
  isOfPlan?: true;
}>;
/** An account that names days. */
export type Dated = Account & Readonly<{ when: When }>;

export type WeekMeeting = Pick<MeetingAnywhere, 'id' | 'title' | 'negotiationId' | 'status' | 'mode' | 'place'> &
  Pick<MeetingAnywhere, 'planned' | 'plannedAccounts' | 'held' | 'heldAccounts' | 'coming'>;
type Held = Pick<HeldAccount, 'eventId' | 'start' | 'end' | 'zone' | 'occurredOn' | 'occurredTime' | 'occurredText'>;

/** How it is drawn: each with a shape of its own. Words beside it say the same. */
export type Shape = 'held' | 'confirmed' | 'planned' | 'cancelled';
export const shapeOf = (status: MeetingStatus): Shape =>
  status === 'held' || status === 'confirmed' || status === 'cancelled' ? status : 'planned';

/** When a meeting was held, or else when it is planned, by the account in effect. `zone`: that of the reader. */
export const accountOf = ({ held, planned }: WeekMeeting, zone: string): Account | undefined => {
  const told = held && heldAt(held, zone);
  if (planned === undefined || told?.when !== undefined) return told;
  const plan = plannedAt(planned, zone);
  // Of a meeting that was held on a day that nobody told, the plan says most.
  return held !== undefined && plan.when !== undefined ? { ...plan, isOfPlan: true } : plan;
};

/** The other accounts of when it is, that say something else. */
export const rivalsOf = (meeting: WeekMeeting, zone: string): readonly Account[] => {
  const { held, heldAccounts, plannedAccounts } = meeting;
  const chosen = accountOf(meeting, zone);
  const others =
    held === undefined
      ? (plannedAccounts ?? []).map((one) => plannedAt(one, zone))
      : (heldAccounts ?? []).map((one) => heldAt(one, zone)).filter(({ when }) => when !== undefined);
  const seen = [toldBy(chosen)];
  return others.filter((account) => {
    const told = toldBy(account);
    const isAnother = account.eventId !== chosen?.eventId && told.days !== '' && !seen.some((one) => isTold(told, one));
    seen.push(told);
    return isAnother;
  });
};

type Told = Readonly<{ days: string; hour: string | undefined }>;
/** Of a day, the words in which it was told make no other account. */
const toldBy = (account: Account | undefined): Told => {
  const { when, edtf, text } = account ?? {};
  if (when === undefined) return { days: edtf ?? text ?? '', hour: undefined };
  return { days: [when.from, when.to, when.isVague].join(' '), hour: hourOf(when) };
};
/** Whether an account says nothing that another one does not: one without an hour contradicts no hour. */
const isTold = (told: Told, by: Told): boolean =>
  told.days === by.days && (told.hour === undefined || told.hour === by.hour);
/** An hour without a zone may be any hour of the reader, so it is never the same as one with a zone. */
const hourOf = ({ time, there }: When): string | undefined =>
  time ?? (there && [there.time, there.zone ?? 'some zone'].join(' '));

/** The date of an account in EDTF: of a day with an hour, that of the reader; of a period, as it was told. */
export const dateOf = ({ when, edtf }: Dated): string => {
  const { from, to, isVague } = when;
  if (from !== to) return edtf ?? `${from}/${to}`;
  return isVague ? from + doubtIn(edtf) : from;
};
const DOUBT = /[~?%]/g;
/** EDTF has ~ for what is approximate, ? for what is uncertain, and % for both, before or behind any part of a date. */
const doubtIn = (edtf = ''): string => {
  const signs = new Set(edtf.match(DOUBT));
  return signs.size > 1 ? '%' : [...signs].join('');
};

const plannedAt = ({ eventId, on, text, time, zone, earliest, latest }: PlannedAccount, here: string): Account => {
  const days = on === undefined ? undefined : daysOf(on);
  const [from, to] = [earliest ?? days?.from, latest ?? days?.to];
  const told = { ...(on !== undefined && { edtf: on }), ...(text !== undefined && { text }) };
  if (from !== undefined && to !== undefined)
    return { eventId, when: whenOf(from, to, on!, time, zone, here), ...told };
  return { eventId, ...((from ?? to) !== undefined && { open: days ?? {} }), ...told };
};

const heldAt = ({ eventId, start, end, zone, occurredOn, occurredTime, occurredText }: Held, here: string): Account => {
  const [begins, ends] = [clockIn(start ?? end), clockIn(end ?? start)];
  const text = occurredText === undefined ? {} : { text: occurredText };
  if (begins !== undefined && ends !== undefined) {
    const first = whenOf(begins.day, begins.day, '', start && begins.time, zone, here);
    const last = whenOf(ends.day, ends.day, '', ends.time, zone, here);
    return { eventId, when: { ...first, to: last.to < first.from ? first.to : last.to }, ...text };
  }
  const days = occurredOn === undefined ? undefined : daysOf(occurredOn);
  if (days?.from === undefined || days.to === undefined)
    return { eventId, ...(occurredOn !== undefined && { edtf: occurredOn }), ...text };
  const { time, zone: there } = occurredTime ?? {};
  return { eventId, when: whenOf(days.from, days.to, occurredOn!, time, there, here), edtf: occurredOn!, ...text };
};
const clockIn = (local: string | undefined): Clock | undefined =>
  local === undefined ? undefined : { day: local.slice(0, 10), time: local.slice(11, 16) };

const whenOf = (
  from: string,
  to: string,
  edtf: string,
  time: string | undefined,
  zone: string | undefined,
  here: string,
): When => {
  const told = { from, to, isVague: from !== to || doubtIn(edtf) !== '' };
  if (from !== to || !time) return told;
  if (zone === undefined) return { ...told, there: { time } };
  const clock = clockHere({ day: from, time }, zone, here);
  if (clock === undefined) return { ...told, there: { time, zone } };
  const isAnother = clock.time !== time || clock.day !== from;
  return {
    from: clock.day,
    to: clock.day,
    isVague: told.isVague,
    time: clock.time,
    ...(isAnother && { there: { time, zone } }),
  };
};
