import { Controller, Post, Req, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isRefusal } from '#domain/decider.js';
import { PLURALS } from '#domain/plurals.js';
import { logDenial } from '../access/decision-log.js';
import { ApiPathIds, ApiProblems } from '../openapi/decorators.js';
import type { RecordKeeping } from './command.js';
import type { CommandRoute, CommandRoutes } from './command-routes.js';
import { CorrectRecord, VoidRecord } from './correct.js';
import { problemOf } from './decision.js';
import { MarkRecord } from './mark.js';
import { readCommand } from './read-command.js';
import { ApiReceipt, Receipts } from './receipt.js';
import { RECORD_ROUTES } from './record-routes.js';

type Route = Omit<CommandRoute, 'dto'> &
  Readonly<{ type: string; name: string; dto: Type<object>; preconditioned: boolean }>;

/**
 * The controller of one kind of thing: a POST route for each of its commands, two to put its record right, and one to
 * mark how secret it is. They all do the same, so they are made from a table.
 */
const commandController = (routes: CommandRoutes): Type => {
  const { kind } = routes.decider;

  @Controller('v1')
  @ApiTags(PLURALS[kind])
  class RecordController {
    constructor(
      readonly bus: CommandBus,
      readonly receipts: Receipts,
    ) {}
  }

  for (const route of allRoutes(routes)) {
    const { name } = route;
    const method = async function (this: RecordController, request: FastifyRequest, reply: FastifyReply) {
      const outcome = await this.bus.execute(readCommand(kind, route, request));
      if (!isRefusal(outcome)) return this.receipts.answer(outcome, request, reply);
      for (const denial of outcome.denials ?? []) logDenial(request, denial);
      throw problemOf(kind, outcome);
    };
    addMethod(RecordController.prototype, name, method, route);
  }
  return RecordController;
};

export const allRoutes = ({ decider: { kind }, routes, isFinal }: CommandRoutes): readonly Route[] => {
  const facts = Object.entries(routes).map(([type, route]) => ({
    ...route,
    type,
    name: type,
    preconditioned: false,
  }));
  if (isFinal) return facts;
  const a = `${kind === 'issue' ? 'an' : 'a'} ${kind}`;
  const recordKeeping = (
    type: RecordKeeping,
    verb: string,
    dto: Type<object>,
    summary: string,
    examples: Route['examples'],
  ) => ({
    type,
    name: `${verb}-${kind}`,
    path: `${PLURALS[kind]}/:id/${verb.toLowerCase()}`,
    dto,
    summary,
    examples,
    preconditioned: true,
  });
  return [
    ...facts,
    recordKeeping('CorrectRecord', 'Correct', CorrectRecord, `Correct an event of ${a}`, {
      correction: CorrectRecord.example,
    }),
    recordKeeping('VoidRecord', 'Void', VoidRecord, `Void an event of ${a}: a fact, a correction, or a voiding`, {
      voiding: VoidRecord.example,
    }),
    recordKeeping('MarkRecord', 'Mark', MarkRecord, `Mark how secret ${a} is, from now on`, {
      marking: MarkRecord.example,
    }),
  ];
};

/** Decorators are plain functions: this puts on a method what a hand-written route would carry. */
const addMethod = (
  prototype: object,
  name: string,
  method: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  { path, dto, summary, examples, preconditioned }: Route,
) => {
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
    ApiReceipt({ preconditioned }),
    ApiProblems(400, 404, 409, 412, 413, 415, 422, 503, ...(preconditioned ? [428] : [])),
  ])
    decorate(prototype, name, descriptor);
};

export const commandControllers = RECORD_ROUTES.map(commandController);
