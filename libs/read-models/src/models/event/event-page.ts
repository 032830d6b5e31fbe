import { isFact } from '#domain/effective.js';
import { thingOf } from '#domain/ids.js';
import { isApproval } from '#domain/marking-approval.js';
import { isMarking } from '#domain/record-marked.js';
import { datesAsEdtf } from '#domain/world-date.js';
import type { Fact, LoggedEvent } from '../../projection/read-model.js';
import { accountOf } from '../attribution.js';
import type { EventPage } from './event-schemas.js';
import { Telling, type Worded } from './telling.js';

type Audit = NonNullable<EventPage['audit']>;
/** `audit`: what auditors alone may know of an event. */
type Options = Readonly<{ audit: ((event: LoggedEvent) => Audit) | undefined }>;

/** The most events of each kind beside the event. */
const MOST = 100;

/**
 * The page of an event: what it says, with its corrections, and what else was recorded about it. `history` is the stream of its thing
 * in the order of the log, as far as it is shown.
 */
export const eventPage = (
  history: readonly LoggedEvent[],
  id: string,
  { audit }: Options,
): Worded<Omit<EventPage, 'names'>> | undefined => {
  const event = history.find((one) => one.id === id);
  if (event === undefined) return undefined;
  const told = new Telling(history);
  const { kind, id: thingId } = thingOf(event.stream);
  const shown = told.inEffect(event) ?? { ...event, correctedBy: [] };
  const of = told.targetOf(event);
  const facts = history.filter((one) => isFact<Fact>(one));
  const place = facts.findIndex((one) => one.id === id);
  const [before, after] = place < 0 ? [undefined, undefined] : [facts[place - 1], facts[place + 1]];
  const voidedBy = told.voidingOf(event);
  return {
    negotiationId: event.metadata.negotiationId,
    kind: kind as EventPage['kind'],
    thingId,
    ...told.beside(event),
    ...(voidedBy !== undefined && { voidedBy: voidedBy.id }),
    data: datesAsEdtf(shown.data) as EventPage['data'],
    ...accountOf(shown as never),
    ...(shown.correctedBy.length > 0 && {
      asRecorded: {
        data: datesAsEdtf(event.data) as EventPage['data'],
        ...accountOf({ ...event, correctedBy: [] } as never),
      },
    }),
    ...(of && { corrects: told.beside(of) }),
    corrections: history
      .filter((one) => told.targetOf(one) === event)
      .slice(-MOST)
      .map((one) => told.beside(one)),
    markings: history
      .filter((one) => isMarking(one) || isApproval(one))
      .slice(-MOST)
      .map((one) => told.beside(one)),
    ...(before && { follows: told.beside(before) }),
    ...(after && { followedBy: told.beside(after) }),
    ...(audit && { audit: audit(event) }),
  };
};
