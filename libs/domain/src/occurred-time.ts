import type { Message } from './decider.js';
import type { Instant } from './ids.js';
import type { Dated, Day, OccurredTime, WorldDate } from './world-date.js';
import { instantAt, isSkipped } from './zoned-time.js';

/** A time on the clocks of a zone, by default UTC. */
type Clock = Readonly<{ time: string; zone?: string | undefined }>;

/** The hour of a fact: as recorded, or when a meeting started. Undefined if it is not known, or if the fact has no single day. */
export const clockOf = ({ type, data, metadata }: Message & Readonly<{ metadata: Dated }>): Clock | undefined => {
  const day = oneDayOf(metadata.occurredOn);
  if (day === undefined) return undefined;
  if (metadata.occurredTime !== undefined || type !== 'MeetingHeld') return metadata.occurredTime;
  const { start, zone } = data as Readonly<{ start?: string; zone?: string }>;
  return start?.startsWith(`${day}T`) ? { time: start.slice(day.length + 1), zone } : undefined;
};

/** The minutes from 00:00 UTC of a day; local times had seconds once. In a year or a zone that the platform does not know, as if it were in UTC. */
export const minuteOf = (day: Day, { time, zone }: Clock): number => {
  const instant = instantAt(`${day}T${time}`, zone);
  if (instant !== undefined) return Math.floor((Date.parse(instant) - Date.parse(`${day}T00:00Z`)) / 60_000);
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
};

const oneDayOf = (date: WorldDate | null | undefined): Day | undefined =>
  date?.earliest && date.earliest === date.latest ? date.earliest : undefined;

/** The fields of a fact that say when it happened. A correction may remove them. */
type When = Readonly<{
  occurredOn?: WorldDate | null | undefined;
  occurredTime?: OccurredTime | null | undefined;
  start?: string | null | undefined;
  end?: string | null | undefined;
}>;

/** The instant at which a fact happened, if its day and its hour are known. */
export const instantOf = ({ occurredOn, occurredTime }: When): Instant | undefined => {
  const day = oneDayOf(occurredOn);
  if (day === undefined || !occurredTime) return undefined;
  return instantAt(`${day}T${occurredTime.time}`, occurredTime.zone) as Instant | undefined;
};

/** Why a fact cannot have its hour, in words that follow the name of the field; undefined if it can. */
export const whyNotTheHour = ({ occurredOn, occurredTime, start, end }: When): string | undefined => {
  if (!occurredTime) return undefined;
  if (start || end) return 'has no meaning beside start and end, which say when the meeting was held. Leave it out';
  if (!occurredOn) return 'needs its day. Add occurredOn, or leave it out';
  const day = oneDayOf(occurredOn);
  if (day === undefined)
    return `needs one day, but occurredOn is ${occurredOn.edtf}. Set occurredOn to that day, or leave the time out`;
  const { time, zone } = occurredTime;
  return isSkipped(`${day}T${time}`, zone)
    ? `is ${time}, but the clocks of ${zone} skipped that time on ${day}. Correct the time, the zone or occurredOn`
    : undefined;
};

/** "19:00 (Europe/Brussels)" */
export const hourText = ({ time, zone }: OccurredTime): string => `${time} (${zone})`;
