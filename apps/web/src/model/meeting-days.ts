import { type Days, daysOf } from '#edtf/days-of.js';
import type { HeldAccount, MeetingAnywhere, MeetingStatus, PlannedAccount } from '../types/types.gen.js';
import { type Clock, clockHere } from './clock.js';

/**
 * When a meeting was held or is planned, by one account. `from`, `to`: on the clocks of the reader if the hour and the zone are known, else as
 * told. `isVague`: it was, or is, on some of these days. `there`: the hour as told, if clocks show another one here.
 */
export type When = Readonly<{
  from: string;
  to: string;
  isVague: boolean;
  time?: string;
  there?: Readonly<{ time: string; zone: string }>;
}>;

/** An account of when it is. `open`: one end of it is not known. Without days it has only words, or nothing. */
export type Account = Readonly<{ eventId: string; when?: When; open?: Days; edtf?: string; text?: string }>;

export type WeekMeeting = Pick<MeetingAnywhere, 'id' | 'title' | 'negotiationId' | 'status' | 'mode' | 'place'> &
  Pick<MeetingAnywhere, 'planned' | 'plannedAccounts' | 'held' | 'heldAccounts' | 'coming'>;
type Held = Pick<HeldAccount, 'eventId' | 'start' | 'end' | 'zone' | 'occurredOn' | 'occurredText'>;

/** How it is drawn: each with a shape of its own. Words beside it say the same. */
export type Shape = 'held' | 'confirmed' | 'planned' | 'cancelled';
export const shapeOf = (status: MeetingStatus): Shape =>
  status === 'held' || status === 'confirmed' || status === 'cancelled' ? status : 'planned';

/** When a meeting was held, or else when it is planned, by the account in effect. `zone`: that of the reader. */
export const accountOf = ({ held, planned }: WeekMeeting, zone: string): Account | undefined => {
  const told = held && heldAt(held, zone);
  // Of a meeting that was held on a day that nobody told, the plan says most.
  return told?.when !== undefined || planned === undefined ? told : plannedAt(planned, zone);
};

/** The other accounts of when it is, that say something else. */
export const rivalsOf = (meeting: WeekMeeting, zone: string): readonly Account[] => {
  const { held, heldAccounts, plannedAccounts } = meeting;
  const chosen = accountOf(meeting, zone);
  const others =
    held === undefined
      ? (plannedAccounts ?? []).map((one) => plannedAt(one, zone))
      : (heldAccounts ?? []).map((one) => heldAt(one, zone)).filter(({ when }) => when !== undefined);
  const seen = new Set([toldBy(chosen)]);
  return others.filter((account) => {
    const told = toldBy(account);
    const isAnother = account.eventId !== chosen?.eventId && told !== '' && !seen.has(told);
    seen.add(told);
    return isAnother;
  });
};
/** Of a day, the words in which it was told make no other account. */
const toldBy = (account: Account | undefined): string => {
  const { when, edtf, text } = account ?? {};
  if (when === undefined) return edtf ?? text ?? '';
  return [when.from, when.to, when.isVague].join(' ');
};

const plannedAt = ({ eventId, on, text, time, zone, earliest, latest }: PlannedAccount, here: string): Account => {
  const days = on === undefined ? undefined : daysOf(on);
  const [from, to] = [earliest ?? days?.from, latest ?? days?.to];
  const told = { ...(on !== undefined && { edtf: on }), ...(text !== undefined && { text }) };
  if (from !== undefined && to !== undefined)
    return { eventId, when: whenOf(from, to, on!, time, zone, here), ...told };
  return { eventId, ...((from ?? to) !== undefined && { open: days ?? {} }), ...told };
};

const heldAt = ({ eventId, start, end, zone, occurredOn, occurredText }: Held, here: string): Account => {
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
  return { eventId, when: whenOf(days.from, days.to, occurredOn!, undefined, zone, here), edtf: occurredOn!, ...text };
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
  const told = { from, to, isVague: from !== to || /[~?%]$/.test(edtf) };
  if (from !== to || !time) return told;
  const clock = zone === undefined ? undefined : clockHere({ day: from, time }, zone, here);
  if (clock === undefined) return { ...told, time, ...(zone !== undefined && { there: { time, zone } }) };
  const isAnother = clock.time !== time || clock.day !== from;
  return {
    from: clock.day,
    to: clock.day,
    isVague: told.isVague,
    time: clock.time,
    ...(isAnother && { there: { time, zone: zone! } }),
  };
};
