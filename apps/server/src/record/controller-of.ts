import { Controller, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v5 as uuidv5 } from 'uuid';
import { decide } from '#domain/decide.js';
import { type Command, type Decider, isRefusal, type Message } from '#domain/decider.js';
import { effective } from '#domain/effective.js';
import { type NegotiationId, thingOf } from '#domain/ids.js';
import type { Ladder } from '#domain/marking.js';
import { LADDER } from '../access/ladder.js';
import { ApiPathIds, ApiProblems } from '../openapi/decorators.js';
import { pathId } from '../http/path-id.js';
import { Problem } from '../http/problem.js';
import { callOf } from './command-context.js';
import { Clock } from '../log/clock.js';
import { correct, CorrectRecord, refersToItself, type Tellings, voidRecord, VoidRecord } from './correct.js';
import { Decide, type Receipt } from './record-fact.js';
import { ThingIndex } from '../access/thing-index.js';
import { type Fact, parts } from '../http/validation/fact.js';
import { mark, MarkRecord } from './mark.js';
import { newId } from './new-id.js';
import { PLURALS } from './plurals.js';
import { ApiReceipt, Receipts } from './receipt.js';
import { referencesIn } from '../http/validation/references.js';
import type { Telling } from './decision.js';
import { fieldsInvalid, fieldUnknown, validateAs } from '../http/validation/validate.js';
import { assertOneDay, withDayHeld } from './meeting-dates.js';

/** One command as a route: where, told in what fields, and examples by name, at least one, that are accepted as they stand. */
export type Route<Data> = Readonly<{
  /** Below /v1. `:id` is the thing; `:negotiationId` or `:meetingId` is what a new thing belongs to; anything else is a field of the fact. */
  path: string;
  dto: Type<Fact & Data>;
  summary: string;
  examples: Examples;
}>;
type Examples = Readonly<Record<string, object>>;

type DataOf<C extends Command, Name extends string> = Extract<C, { type: Name }>['data'];

export type Recording<C extends Command> = Readonly<{
  routes: Readonly<{ [Name in C['type']]: Route<DataOf<C, Name>> }>;
  /** Where the id of a thing follows from what it is about: made of these fields, which no correction can change then. */
  identity?: readonly string[];
  /** What was done is done: nothing of it is corrected or voided. */
  isFinal?: true;
}>;

/**
 * The controller of one kind of thing: a POST route for each of its commands, two to put its record right, and one to
 * mark how secret it is.
 * They all do the same, so they are made from a table; a command without its route does not compile.
 */
export const controllerOf = <State, C extends Command, E extends Message>(
  decider: Decider<State, C, E>,
  { routes, identity = [], isFinal }: Recording<C>,
): Type => {
  @Controller('v1')
  @ApiTags(PLURALS[decider.kind])
  class RecordController {
    constructor(
      readonly bus: CommandBus,
      readonly existence: ThingIndex,
      readonly receipts: Receipts,
      readonly clock: Clock,
      @Inject(LADDER) readonly ladder: Ladder,
    ) {}
  }

  const { kind } = decider;
  const plural = PLURALS[kind];
  const commands = Object.entries(routes) as [C['type'], Route<unknown>][];

  for (const [type, route] of commands) {
    const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
    const isNew = !inPath.includes('id');
    addRoute(RecordController, type, route, async ({ bus, existence, clock }, request) => {
      const { params, body } = request as FastifyRequest<{ Params: Record<string, string> }>;
      const fields = inPath.filter((name) => name !== 'id' && name !== 'negotiationId');
      const told = object(body);
      const twice = fields.filter((name) => Object.hasOwn(told, name));
      if (twice.length > 0) throw fieldsInvalid(twice.map((name) => fieldUnknown(`/${name}`)));
      const fact = validateAs(route.dto, {
        ...told,
        ...Object.fromEntries(fields.map((name) => [name, params[name]])),
      });
      const tell = telling(decider, type, fact, clock);
      const call = callOf(request);
      if (!isNew) return bus.execute(new Decide(kind, pathId(request, 'id'), undefined, tell, call));

      const given = idGiven(fact);
      // A retry finds the same thing by its key. Where there is no key, ids in the order of time keep the indexes of the log compact.
      const chosen = given ?? (call.request === undefined ? newId() : uuidv5('thing', call.commandId));
      const fresh = given === undefined && call.request === undefined && identity.length === 0;
      if (kind === 'negotiation')
        return bus.execute(new Decide(kind, chosen, chosen as NegotiationId, tell, call, fresh));
      const negotiationId = await existence.belonging(request, kind);
      const about = [kind, ...identity.map((name) => fact[name as keyof Fact])];
      const id =
        identity.length > 0
          ? await existence.idFor(kind, (nth) => uuidv5(JSON.stringify([...about, ...nth]), negotiationId), call.caller)
          : chosen;
      return bus.execute(new Decide(kind, id, negotiationId, tell, call, fresh));
    });
  }

  if (isFinal) return RecordController;
  const tellings: Tellings = Object.fromEntries(commands.map(([type, { dto }]) => [decider.records[type], dto]));
  const putRight = { preconditioned: true } as const;
  addRoute(
    RecordController,
    `Correct-${kind}`,
    {
      ...putRight,
      path: `${plural}/:id/correct`,
      dto: CorrectRecord,
      summary: `Correct an event of ${kind === 'issue' ? 'an' : 'a'} ${kind}`,
      examples: { correction: CorrectRecord.example },
    },
    ({ bus }, request) => {
      const correction = validateAs(CorrectRecord, request.body);
      return bus.execute(
        new Decide(
          kind,
          pathId(request, 'id'),
          undefined,
          correct(decider, tellings, identity, correction),
          preconditioned(request),
        ),
      );
    },
  );
  addRoute(
    RecordController,
    `Void-${kind}`,
    {
      ...putRight,
      path: `${plural}/:id/void`,
      dto: VoidRecord,
      summary: `Void an event of ${kind === 'issue' ? 'an' : 'a'} ${kind}: a fact, a correction, or a voiding`,
      examples: { voiding: VoidRecord.example },
    },
    ({ bus }, request) => {
      const voiding = validateAs(VoidRecord, request.body);
      return bus.execute(
        new Decide(kind, pathId(request, 'id'), undefined, voidRecord(decider, voiding), preconditioned(request)),
      );
    },
  );
  addRoute(
    RecordController,
    `Mark-${kind}`,
    {
      ...putRight,
      path: `${plural}/:id/mark`,
      dto: MarkRecord,
      summary: `Mark how secret ${kind === 'issue' ? 'an' : 'a'} ${kind} is, from now on`,
      examples: { marking: MarkRecord.example },
    },
    ({ bus, ladder }, request) => {
      const marking = validateAs(MarkRecord, request.body);
      const call = preconditioned(request);
      const tell = mark(decider, tellings, ladder, marking, call);
      return bus.execute(new Decide(kind, pathId(request, 'id'), undefined, tell, call));
    },
  );
  return RecordController;
};

const idGiven = (fact: Fact) => ('id' in fact && typeof fact.id === 'string' ? fact.id : undefined);

/** What the record is asked to take, to be decided on the history that is found. */
const telling = <State, C extends Command, E extends Message>(
  decider: Decider<State, C, E>,
  type: C['type'],
  fact: Fact,
  clock: Clock,
) => {
  const { data, circumstances: told, marking } = parts(fact);
  const circumstances = withDayHeld(data, told);
  const references = referencesIn(fact);
  const command = { type, data } as unknown as C;
  return (history: Parameters<Decide['tell']>[0]): ReturnType<Decide['tell']> => {
    const [first] = history;
    const id = first === undefined ? idGiven(fact) : thingOf(first.stream).id;
    const refusal = refersToItself(decider.kind, id, references);
    if (refusal) return refusal;
    const placing = { learnedAt: clock.now(), ...circumstances };
    const decision = decide(decider, command, placing, effective<E>(history as Parameters<typeof effective<E>>[0]));
    if (isRefusal(decision)) return decision;
    assertOneDay({ ...data, ...circumstances });
    return { message: decision[0]!, circumstances, references, marking } satisfies Telling;
  };
};

type Spec = Readonly<{
  path: string;
  dto: Type;
  summary: string;
  examples: Examples;
  preconditioned?: boolean;
}>;
type Handle<Self> = (self: Self, request: FastifyRequest) => Promise<Receipt>;

/** Decorators are plain functions: this puts on a method what a hand-written route would carry. */
const addRoute = <Self extends { receipts: Receipts }>(
  controller: Type<Self>,
  name: string,
  { path, dto, summary, examples, preconditioned }: Spec,
  handle: Handle<Self>,
) => {
  const prototype = controller.prototype as object;
  const method = async function (this: Self, request: FastifyRequest, reply: FastifyReply) {
    return this.receipts.answer(await handle(this, request), request, reply);
  };
  Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  Req()(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  for (const decorate of [
    Post(path),
    ApiOperation({ summary, operationId: name }),
    ApiPathIds(path),
    ApiBody({
      type: dto,
      examples: Object.fromEntries(Object.entries(examples).map(([title, value]) => [title, { value }])),
    }),
    ApiReceipt({ preconditioned: preconditioned === true }),
    ApiProblems(400, 404, 409, 412, 413, 415, 422, 503, ...(preconditioned ? [428] : [])),
  ])
    decorate(prototype, name, descriptor);
};

const object = (body: unknown): object => {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new Problem(400, 'body-not-an-object', 'The body must be one JSON object.');
};

const preconditioned = (request: FastifyRequest) => {
  if (request.headers['if-match'] !== undefined) return callOf(request);
  throw new Problem(
    428,
    'if-match-required',
    'Send If-Match with the ETag of the thing as you have seen it, so that you do not put right what somebody has put right already.',
  );
};
