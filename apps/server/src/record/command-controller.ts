import { Controller, Post, Req, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isRefusal } from '#domain/decider.js';
import { PLURALS } from '#domain/plurals.js';
import { deprecationsIn, inDocument } from '#read-models/routes/deprecation.js';
import { logDenial } from '../access/decision-log.js';
import { ApiPathIds, ApiProblems } from '../openapi/decorators.js';
import { operationIdOf } from '../openapi/operation-id.js';
import { ApproveMarking, WithdrawMarkingApproval } from './approve-marking.js';
import { isTrial, type RecordKeeping } from './command.js';
import type { CommandRoute, CommandRoutes } from './command-routes.js';
import { decidedOutcome } from './decided-outcome.js';
import { CorrectRecord, VoidRecord } from './correct.js';
import { problemOf } from './decision.js';
import { DryRuns } from './dry-runs.js';
import { MarkRecord } from './mark.js';
import { readCommand } from './read-command.js';
import { ApiReceipt, Receipts } from './receipt.js';
import { RECORD_ROUTES } from './record-routes.js';

export type Route = Omit<CommandRoute, 'dto'> &
  Readonly<{ type: string; operationId: string; dto: Type<object>; preconditioned: boolean }>;

/**
 * The controller of one kind of thing: a POST route for each of its commands, two to correct and void its events, and three
 * to mark it, to approve a lower marking, and to withdraw the approval. All routes work the same, so they are generated from a table.
 */
export const commandController = (routes: CommandRoutes): Type => {
  const { kind } = routes.decider;

  @Controller('v1')
  @ApiTags(PLURALS[kind])
  class RecordController {
    constructor(
      readonly bus: CommandBus,
      readonly receipts: Receipts,
      readonly dryRuns: DryRuns,
    ) {}
  }

  for (const route of allRoutes(routes)) {
    const method = async function (this: RecordController, request: FastifyRequest, reply: FastifyReply) {
      const decided = decidedOutcome.getStore();
      const command = decided === undefined ? readCommand(kind, route, request) : undefined;
      const outcome = await (command === undefined ? decided!() : this.bus.execute(command));
      if (isTrial(outcome) || (command?.context.isDryRun && !isRefusal(outcome)))
        return this.dryRuns.answer(outcome, request, reply);
      if (!isRefusal(outcome)) return this.receipts.answer(outcome, request, reply);
      for (const denial of outcome.denials ?? []) logDenial(request, denial);
      throw problemOf(kind, outcome);
    };
    addMethod(RecordController.prototype, method, route);
  }
  return RecordController;
};

/** An operationId is a verb and its object: holdMeeting, correctMeeting. */
export const allRoutes = ({ decider: { kind }, routes, isFinal }: CommandRoutes): readonly Route[] => {
  const facts = Object.entries(routes).map(([type, route]) => ({
    ...route,
    type,
    operationId: operationIdOf(type),
    preconditioned: false,
  }));
  if (isFinal) return facts;
  const a = `${kind === 'issue' ? 'an' : 'a'} ${kind}`;
  const thing = `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
  const recordKeeping = (
    path: string,
    operationId: string,
    route: Readonly<{ type: RecordKeeping; dto: Type<object>; summary: string; examples: Route['examples'] }>,
  ): Route => ({
    ...route,
    operationId,
    path: `${PLURALS[kind]}/:id/${path}`,
    preconditioned: true,
  });
  return [
    ...facts,
    recordKeeping('correct', `correct${thing}`, {
      type: 'CorrectRecord',
      dto: CorrectRecord,
      summary: `Correct an event of ${a}`,
      examples: { correction: CorrectRecord.example },
    }),
    recordKeeping('void', `void${thing}`, {
      type: 'VoidRecord',
      dto: VoidRecord,
      summary: `Void an event of ${a}: a fact, a correction, or a voiding`,
      examples: { voiding: VoidRecord.example },
    }),
    recordKeeping('mark', `mark${thing}`, {
      type: 'MarkRecord',
      dto: MarkRecord,
      summary: `Change the marking of ${a}`,
      examples: { marking: MarkRecord.example },
    }),
    recordKeeping('approve-marking', `approve${thing}Marking`, {
      type: 'ApproveMarking',
      dto: ApproveMarking,
      summary: `Approve a lower marking of ${a}, for another person to set`,
      examples: { approval: ApproveMarking.example },
    }),
    recordKeeping('withdraw-marking-approval', `withdraw${thing}MarkingApproval`, {
      type: 'WithdrawMarkingApproval',
      dto: WithdrawMarkingApproval,
      summary: `Withdraw the approval of a lower marking of ${a}`,
      examples: { withdrawal: WithdrawMarkingApproval.example },
    }),
  ];
};

/** Decorators are plain functions: this applies those of a hand-written route to a method. */
const addMethod = (
  prototype: object,
  method: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  { operationId, path, dto, summary, deprecated, examples, preconditioned }: Route,
) => {
  Object.defineProperty(prototype, operationId, { value: method, writable: true, configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, operationId)!;
  Req()(prototype, operationId, 0);
  Res({ passthrough: true })(prototype, operationId, 1);
  for (const decorate of [
    Post(path),
    RouteConfig({ deprecations: deprecationsIn({ ...(deprecated && { deprecated }), parameters: {} }) }),
    ApiOperation({ summary, operationId, ...inDocument(deprecated) }),
    ApiPathIds(path),
    ApiBody({
      type: dto,
      examples: Object.fromEntries(Object.entries(examples).map(([title, value]) => [title, { value }])),
    }),
    ApiReceipt({ preconditioned }),
    ApiProblems(400, 404, 409, 412, 413, 415, 422, 503, ...(preconditioned ? [428] : [])),
  ])
    decorate(prototype, operationId, descriptor);
};

export const commandControllers = RECORD_ROUTES.map(commandController);
