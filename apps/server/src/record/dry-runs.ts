import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decode } from '#domain/decode.js';
import { type Kind, streamOf } from '#domain/ids.js';
import { highWater, type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { newMarkingIn } from '#domain/marking-approval.js';
import { isMarking, markingOf } from '#domain/record-marked.js';
import { LANGUAGES, type Language } from '#messages/languages.js';
import { thingFrom } from '#read-models/projection/thing.js';
import { labelOf } from '#read-models/replay/forecast/say.js';
import { forecast, FORECAST_MODELS } from '#read-models/replay/forecast/forecast.js';
import { batchWriter } from '../access/batch-context.js';
import { callerOf } from '../access/caller.js';
import { LADDER } from '../access/ladder.js';
import { ThingIndex } from '../access/thing-index.js';
import { preferredLanguage } from '../http/accept.js';
import { MARKING_HEADER, markingHeader } from '../http/marking-header.js';
import { LogFollower } from '../log/log-follower.js';
import { namesAndMarking } from '../query/names-and-marking.js';
import { Snapshots } from '../query/snapshots.js';
import type { Receipt, Trial } from './command.js';
import { documentOf } from './receipt.js';

/** Answers what a command would record. */
@Injectable()
export class DryRuns {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly follower: LogFollower,
    private readonly things: ThingIndex,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {}

  async answer(tried: Trial | Receipt, request: FastifyRequest, reply: FastifyReply): Promise<object> {
    const language = preferredLanguage(request.headers['accept-language'], LANGUAGES);
    void reply
      .status(200)
      .headers({ 'content-language': language, vary: 'Accept-Language', 'cache-control': 'private, no-store' });
    // Whoever gives access need not have it: nothing is told of how the negotiation is marked.
    const whole =
      tried.kind === 'grant' ? unmarked(this.ladder) : await this.things.markingOfNegotiation(tried.negotiationId);
    if ('replayed' in tried) {
      // What is on record already is answered as it was then.
      const marking = this.covering([whole, await this.markingOn(tried)]);
      void reply.header(MARKING_HEADER, markingHeader(marking));
      return { dryRun: true, alreadyRecorded: true, marking, ...documentOf(tried) };
    }
    const { body, names, marking } = await this.foresee(tried, whole, request, language);
    void reply.header(MARKING_HEADER, markingHeader(marking));
    const { kind, id, negotiationId, event } = tried;
    return {
      dryRun: true,
      kind,
      ...(id !== undefined && { id }),
      negotiationId,
      revision: event.revision,
      marking,
      ...body,
      names,
    };
  }

  /** Through the lens of the caller, on everything that was recorded before. */
  private async foresee(tried: Trial, whole: Marking, request: FastifyRequest, language: Language) {
    const { kind, negotiationId, history, event, references } = tried;
    const { clearance, roles } = callerOf(request);
    const about = { negotiationId };
    // Somebody may give access to what they may not read.
    const isAdmitted = kind !== 'grant';
    const before = history.length === 0 ? undefined : markingOf(this.ladder, history);
    const own = isMarking(event) ? newMarkingIn(event)! : markingOf(this.ladder, [...history, event]);
    const markings = {
      before: before && this.covering([whole, before]),
      after: this.covering([kind === 'negotiation' ? own : whole, own]),
    };
    const reader = {
      clearance,
      negotiations: [negotiationId],
      admission: isAdmitted ? 'granted' : 'refused',
      isAuditor: roles.includes('auditor'),
    } as const;
    const use = { clearance, isAdmitted, about, models: FORECAST_MODELS, token: -1 };
    const { body } = await this.snapshots.use(use, (read) =>
      read.views(this.follower.head, undefined, (views) => {
        const pending = (kind: Kind, id: string) => pendingName(kind, id);
        const foreseen = { history, event, references, markings, ladder: this.ladder, pending };
        const { forecast: body, named } = forecast(views, foreseen, language);
        const asked = { isOfAll: false, reader, about, isPast: false, ladder: this.ladder };
        const shown = { kind, id: tried.id, ...body };
        const { names } = namesAndMarking(views, shown, asked);
        // Sentences name things whose ids they do not have.
        const { marking } = namesAndMarking(views, [shown, named], asked);
        return { body, names, marking };
      }),
    );
    const found = 'of' in body.marking ? [] : [body.marking];
    const all = [...found, markings.after, ...(markings.before === undefined ? [] : [markings.before])];
    return { ...body, marking: this.covering(all) };
  }

  private covering(markings: readonly Marking[]): Marking {
    return highWater(this.ladder, markings);
  }

  private async markingOn({ kind, id }: Receipt): Promise<Marking> {
    return (await this.things.find(streamOf(kind, id)))?.marking ?? unmarked(this.ladder);
  }
}

/** The name of a thing that the same batch would have opened before. */
const pendingName = (kind: Kind, id: string): string | undefined => {
  const pending = batchWriter()?.pendingOf(streamOf(kind, id)) ?? [];
  if (pending.length === 0) return undefined;
  const history = pending.map((event, ordinal) => ({ ...decode(event), ordinal, position: '' }));
  return labelOf(thingFrom(history));
};
