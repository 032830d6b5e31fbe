import { type Clearance, dominates, type Ladder, type Marking } from '#domain/marking.js';
import { isMarking, markingIn, markingOf } from '#domain/record-marked.js';
import { thingOf } from '#domain/ids.js';
import type { EventStore, Position } from '#event-store/event-store.js';
import { lacking, StreamCut } from '#event-store/stream-cut.js';
import { logged } from './logged-event.js';
import type { LoggedEvent } from './read-model.js';

/** What is seen of the log: the things that a clearance dominates, as they are marked now. */
export type Viewer = Readonly<{ clearance: Clearance; ladder: Ladder }>;

/** Whether the thing with this history is seen. What has no history is not. */
export type Sees = (history: readonly LoggedEvent[]) => boolean;

export const seesAll: Sees = (history) => history.length > 0;

/**
 * Which things are seen. Each goes and comes whole, with its past, by its own history alone; and nothing is seen of a
 * negotiation that is hidden, however what belongs to it is marked. Checkpoints show how much was recorded and when, hidden
 * things included, so no clearance sees them.
 */
export class VisibilityFilter {
  private constructor(
    private readonly sight: Viewer,
    private readonly hidden: Set<string>,
  ) {}

  /** As the negotiations were marked up to a position of the log, that one included. @throws StreamCut, Unavailable */
  static async at(
    store: Pick<EventStore, 'readStream' | 'lastRevisions' | 'cutOf'>,
    sight: Viewer,
    upTo: Position | null,
  ): Promise<VisibilityFilter> {
    const seeing = new VisibilityFilter(sight, new Set());
    if (upTo === null) return seeing;
    for (const [stream, last] of await store.lastRevisions(upTo)) {
      if (!isNegotiation({ stream })) continue;
      const events = (await store.readStream(stream)).filter(({ position }) => position <= upTo);
      // Its marking would be missing, and it would be shown.
      if (events.length <= last) throw new StreamCut((await store.cutOf(stream)) ?? lacking(stream));
      const history = events.map((event, ordinal) => logged(event, ordinal));
      if (!seeing.isOpen(markingOf(sight.ladder, history))) seeing.hidden.add(thingOf(stream).id);
    }
    return seeing;
  }

  readonly sees: Sees = (history) =>
    history.length > 0 &&
    !isCheckpoint(history[0]!) &&
    !this.hidden.has(history[0]!.metadata.negotiationId) &&
    this.isOpen(markingOf(this.sight.ladder, history));

  /**
   * Takes note of the negotiations that are opened in these events.
   * @returns whether one of them goes out of sight or comes into it: then it takes along what belongs to it, and all has
   * to be made anew
   */
  turnsWith(events: readonly LoggedEvent[]): boolean {
    for (const event of events.filter(isNegotiation)) {
      const { id } = thingOf(event.stream);
      const marking = markingIn(event);
      if (event.revision === 0 && marking && !this.isOpen(marking)) this.hidden.add(id);
      else if (isMarking(event) && this.isOpen(event.data.marking) === this.hidden.has(id)) return true;
    }
    return false;
  }

  private isOpen(marking: Marking): boolean {
    return dominates(this.sight.ladder, this.sight.clearance, marking);
  }
}

const isCheckpoint = ({ stream }: Readonly<{ stream: string }>): boolean => stream.startsWith('checkpoint-');
const isNegotiation = ({ stream }: Readonly<{ stream: string }>): boolean => stream.startsWith('negotiation-');
