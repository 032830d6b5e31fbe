import { Body, Controller, Delete, Get, HttpCode, Inject, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Kind, type NegotiationId, WORLD_KINDS } from '#domain/ids.js';
import { LANGUAGES } from '#messages/languages.js';
import { callerOf } from '../access/caller.js';
import { unknownTo } from '../access/unknown-to.js';
import { QuotaOfChanges } from '../access/quota-of-changes.js';
import { preferredLanguage } from '../http/accept.js';
import { conditionsOf } from '../http/conditions.js';
import { FEED_FORMS, type FeedForm, feedPath } from '../http/path-of.js';
import { pathId } from '../http/path-id.js';
import { Problem } from '../http/problem.js';
import { Line, OneOf, Ref, SomeOf } from '../http/validation/fields.js';
import { fieldsInvalid, validateAs } from '../http/validation/validate.js';
import { Clock } from '../log/clock.js';
import { ApiConditions, ApiConditionsOfKept } from '../openapi/conditions.js';
import { ApiPathIds, ApiProblems, json } from '../openapi/decorators.js';
import { ID } from '../openapi/examples.js';
import { readParameters } from '../query/parameters.js';
import { QueryResponder } from '../query/query-responder.js';
import { READ_ROUTES, type ReadRoutes } from '../query/query-view.js';
import { ReadAuthorization } from '../query/read-authorization.js';
import type { Feed as KeptFeed } from '../subscriptions/owner-notes.js';
import { formOf, Subscriptions } from '../subscriptions/subscriptions.js';
import { ACTIVITY } from '../activity/activity.example.js';
import { CALENDAR } from '../calendar/calendar.example.js';
import { type Feed, Feeds, FeedWithKey } from './feed-schemas.js';

const MOST = 20;

const EXAMPLE_KEY = `feed_${'x4Tq9'.repeat(16)}`;
const EXAMPLE = {
  id: ID.feed,
  name: 'My telephone',
  form: 'calendar',
  negotiationId: ID.negotiation,
  language: 'en',
  madeAt: '2025-10-28T16:40:00.000Z',
  keyMadeAt: '2025-10-28T16:40:00.000Z',
};
const EXAMPLE_WITH_KEY = {
  ...EXAMPLE,
  key: EXAMPLE_KEY,
  address: `https://record.example.org/v1/feeds/${EXAMPLE_KEY}/calendar.ics`,
};

class FeedBody {
  @Line({ optional: true, description: 'For you: where it is used' })
  readonly name?: string;
  @Ref('negotiation', {
    optional: true,
    description: 'The only negotiation that it is about; by default all that you may read',
  })
  readonly negotiationId?: string;
  @OneOf(FEED_FORMS, {
    optional: true,
    name: 'FeedForm',
    description:
      'calendar: the meetings, for programs that keep calendars. activity: what was recorded or corrected last, for programs that read news. By default that which it has, or calendar. With another form, it gets another key',
  })
  readonly form?: FeedForm;
  @SomeOf(WORLD_KINDS, {
    optional: true,
    description: 'Of the form activity: the only kinds of things of whose facts it tells; by default all',
  })
  readonly kinds?: readonly Kind[];
  @OneOf(LANGUAGES, {
    optional: true,
    name: 'FeedLanguage',
    description: 'Of its sentences; by default that of Accept-Language',
  })
  readonly language?: string;
}

/** Feeds for programs that cannot send a token: whoever has the key in the address has the feed. They are no facts of the record. */
@Controller('v1')
@ApiTags('feeds')
export class FeedsController {
  private readonly changes = new QuotaOfChanges('too-many-changes', (times) => `changed your feeds ${times} times`);

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly responder: QueryResponder,
    private readonly authorization: ReadAuthorization,
    private readonly clock: Clock,
    @Inject(READ_ROUTES) private readonly routes: ReadRoutes,
  ) {}

  @Get('feeds')
  @ApiOperation({ summary: 'List the feeds of the caller, without their keys', operationId: 'listFeeds' })
  @ApiResponse({
    status: 200,
    description: 'Yours alone: nobody else can ask for them',
    content: json(Feeds, {
      items: [EXAMPLE],
      level: 'public',
      compartments: [],
    }),
  })
  @ApiProblems(400, 503)
  async list(@Req() request: FastifyRequest): Promise<Feeds> {
    readParameters({}, request.query);
    const caller = callerOf(request);
    const { feeds } = await this.subscriptions.of(caller, request);
    return { items: feeds.map(shown), ...this.subscriptions.capped(caller.clearance) };
  }

  @Put('feeds/:id')
  @ApiPathIds('feeds/:id')
  @ApiOperation({
    summary: 'Make a feed for programs that keep calendars or read news, or change what it is about',
    description:
      'You choose the id, so that the request can be sent again. It shows what you may see, at most up to PUSH_CLEARANCE, and ends 30 days after your last request with a token.',
    operationId: 'putFeed',
  })
  @ApiConditions()
  @ApiBody({ type: FeedBody, examples: { example: { value: { name: EXAMPLE.name, negotiationId: ID.negotiation } } } })
  @ApiResponse({
    status: 201,
    description: 'It was made. Its key is shown this once',
    content: json(FeedWithKey, EXAMPLE_WITH_KEY),
  })
  @ApiResponse({
    status: 200,
    description: 'It was changed, and has its key as before, or a new one if its form is another',
    content: json(FeedWithKey, EXAMPLE),
  })
  @ApiProblems(400, 404, 409, 413, 415, 429, 503)
  async put(
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FeedWithKey> {
    readParameters({}, request.query);
    const asked = validateAs(FeedBody, body);
    const { name, negotiationId, kinds, language = preferredOf(request) } = asked;
    const id = pathId(request, 'id');
    const demand = conditionsOf(request, 'feed');
    if (negotiationId !== undefined) await this.authorization.demand(request, negotiationId as NegotiationId);
    return this.change(request, (feeds, fresh) => {
      const before = feeds.find((feed) => feed.id === id);
      demand(before);
      if (before === undefined && feeds.length >= MOST) throw tooMany();
      void reply.status(before === undefined ? 201 : 200);
      const form = asked.form ?? formOf(before ?? {});
      if (kinds !== undefined && form !== 'activity') throw kindsOfCalendar();
      // Whoever has the address of the one form has not been given the other.
      const isOtherForm = before !== undefined && formOf(before) !== form;
      const kept = { ...(before ?? fresh), ...(isOtherForm && { mac: fresh.mac, keyMadeAt: fresh.keyMadeAt }) };
      return { ...kept, id, name, negotiationId, form, kinds, language };
    });
  }

  @Put('feeds/:id/key')
  @ApiPathIds('feeds/:id/key')
  @ApiOperation({
    summary: 'Give a feed a new key, and end the earlier one',
    description: 'For an address that was lost, or that others have.',
    operationId: 'putFeedKey',
  })
  @ApiResponse({
    status: 200,
    description: 'The new key. It is shown this once',
    content: json(FeedWithKey, EXAMPLE_WITH_KEY),
  })
  @ApiConditionsOfKept()
  @ApiProblems(400, 404, 429, 503)
  async putKey(@Req() request: FastifyRequest): Promise<FeedWithKey> {
    readParameters({}, request.query);
    const id = pathId(request, 'id');
    const demand = conditionsOf(request, 'feed');
    return this.change(request, (feeds, { mac, keyMadeAt }) => {
      const before = demanded(request, feeds, id);
      demand(before);
      return { ...before, mac, keyMadeAt };
    });
  }

  @Delete('feeds/:id')
  @HttpCode(204)
  @ApiPathIds('feeds/:id')
  @ApiOperation({ summary: 'End a feed', operationId: 'endFeed' })
  @ApiResponse({ status: 204, description: 'Its address is unknown from now on' })
  @ApiConditionsOfKept()
  @ApiProblems(400, 404, 429, 503)
  async end(@Req() request: FastifyRequest): Promise<void> {
    readParameters({}, request.query);
    const id = pathId(request, 'id');
    const demand = conditionsOf(request, 'feed');
    this.changes.count(request);
    await this.subscriptions.change(callerOf(request), request, (owner) => {
      demand(demanded(request, owner.feeds, id));
      return { ...owner, feeds: owner.feeds.filter((feed) => feed.id !== id) };
    });
  }

  @Get('feeds/:key/calendar.ics')
  @ApiParam({ name: 'key', schema: { type: 'string', example: EXAMPLE_KEY } })
  @ApiOperation({
    summary: 'Get the calendar of a feed by its key, without a token',
    description: 'As `/v1/calendar.ics`, of now. A key that has ended is answered as one that never was.',
    operationId: 'getFeedCalendar',
  })
  @ApiResponse({
    status: 200,
    description: 'The meetings',
    content: { 'text/calendar': { schema: { type: 'string' }, example: CALENDAR } },
  })
  @ApiResponse({ status: 304, description: 'Not modified' })
  @ApiProblems(400, 404, 503)
  async calendar(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    readParameters({}, request.query);
    const { negotiationId, language } = callerOf(request).feed!;
    const route = this.routes.get(negotiationId === undefined ? 'getCalendar' : 'getNegotiationCalendar')!;
    const values = negotiationId === undefined ? {} : { negotiationId };
    return this.responder.answer(route, request, reply, { values, language });
  }

  @Get('feeds/:key/activity.atom')
  @ApiParam({ name: 'key', schema: { type: 'string', example: EXAMPLE_KEY } })
  @ApiOperation({
    summary: 'Get what was recorded last, of a feed by its key, without a token',
    description:
      'As `/v1/activity.atom`, of now, and of the kinds of the feed. A key that has ended is answered as one that never was.',
    operationId: 'getFeedActivity',
  })
  @ApiResponse({
    status: 200,
    description: 'The facts that were recorded or corrected last',
    content: { 'application/atom+xml': { schema: { type: 'string' }, example: ACTIVITY } },
  })
  @ApiResponse({ status: 304, description: 'Not modified' })
  @ApiProblems(400, 404, 503)
  async activity(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    readParameters({}, request.query);
    const { negotiationId, kinds, language } = callerOf(request).feed!;
    const route = this.routes.get(negotiationId === undefined ? 'getActivity' : 'getNegotiationActivity')!;
    const values = { ...(negotiationId !== undefined && { negotiationId }), ...(kinds && { kind: kinds }) };
    return this.responder.answer(route, request, reply, { values, language });
  }

  /** Changes one feed. `fresh`: what a new one has. The answer has the key if the feed has it from now on. */
  private async change(
    request: FastifyRequest,
    make: (feeds: readonly KeptFeed[], fresh: Fresh) => KeptFeed,
  ): Promise<FeedWithKey> {
    this.changes.count(request);
    const caller = callerOf(request);
    const { key, mac } = this.subscriptions.newKey(caller.recorder);
    const now = this.clock.at();
    let made: KeptFeed | undefined;
    await this.subscriptions.change(caller, request, (owner) => {
      const feed = (made = make(owner.feeds, { mac, madeAt: now, keyMadeAt: now }));
      return { ...owner, feeds: [...owner.feeds.filter(({ id }) => id !== feed.id), feed] };
    });
    if (made!.mac !== mac) return shown(made!);
    const address = this.subscriptions.addressOf(feedPath(formOf(made!)).replace(':key', key));
    return { ...shown(made!), key, address };
  }
}

type Fresh = Pick<KeptFeed, 'mac' | 'madeAt' | 'keyMadeAt'>;

const shown = ({ id, name, negotiationId, form, kinds, language, madeAt, keyMadeAt }: KeptFeed): Feed => ({
  id,
  form: formOf({ form }),
  ...(name !== undefined && { name }),
  ...(negotiationId !== undefined && { negotiationId }),
  ...(kinds !== undefined && { kinds: kinds as NonNullable<Feed['kinds']> }),
  language: language as Feed['language'],
  madeAt: new Date(madeAt).toISOString(),
  keyMadeAt: new Date(keyMadeAt).toISOString(),
});

const preferredOf = ({ headers }: FastifyRequest): string => preferredLanguage(headers['accept-language'], LANGUAGES);

const demanded = (request: FastifyRequest, feeds: readonly KeptFeed[], id: string): KeptFeed => {
  const found = feeds.find((feed) => feed.id === id);
  if (found !== undefined) return found;
  throw unknownTo(request, 'feed-unknown', 'You have no feed with this id. GET /v1/feeds lists those that you have.');
};

const kindsOfCalendar = () =>
  fieldsInvalid([
    {
      pointer: '/kinds',
      code: 'is-beside',
      detail: 'A calendar has all meetings. Leave kinds out, or set form to activity.',
    },
  ]);

const tooMany = () =>
  new Problem('too-many-feeds', `You have ${MOST} feeds, which is the limit. End one with DELETE /v1/feeds/{id}.`);
