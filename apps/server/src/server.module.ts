import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { Ladder } from '#domain/marking.js';
import { EventStore } from '#event-store/event-store.js';
import { Projector } from '#read-models/projector/projector.js';
import { LADDER } from './access/ladder.js';
import { ConsistencyTokens } from './http/consistency-token.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { ProblemFilter } from './http/problem.filter.js';
import { Grants } from './access/grants.js';
import { AccessLog } from './audit/access-log.js';
import { ExportController } from './audit/export.controller.js';
import { LedgerController } from './audit/ledger.controller.js';
import { EventLocator } from './audit/event-locator.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { Witnesses } from './witnesses/witnesses.js';
import { LogFollower } from './log/log-follower.js';
import { HealthController } from './ops/health.controller.js';
import { Metrics } from './telemetry/metrics.js';
import { MetricsController } from './ops/metrics.controller.js';
import { ReadAuthorization } from './query/read-authorization.js';
import { AskHandler } from './query/query-view.js';
import { readControllers } from './read-controllers.js';
import { Cursors } from './query/cursors.js';
import { QueryResponder } from './query/query-responder.js';
import { Sights } from './query/sights.js';
import { Views } from './log/views.js';
import { BatchController } from './record/batch.controller.js';
import { Clock } from './log/clock.js';
import { RecordFactHandler } from './record/record-fact.js';
import { ThingIndex } from './access/thing-index.js';
import { Receipts } from './record/receipt.js';
import { commandControllers } from './record/command-controller.js';
import { MarkingPolicy } from './record/marking-policy.js';

/** What is opened before the application is made, and closed after it. */
export type Parts = Readonly<{
  store: EventStore;
  projector: Projector;
  views: Views;
  sights: Sights;
  tail: LogFollower;
  ledger: Ledger;
  witnesses: Witnesses;
  accessLog: AccessLog;
  metrics: Metrics;
  tokens: ConsistencyTokens;
  cursors: Cursors;
  ladder: Ladder;
  grants: Grants;
  routes: AllowedMethods;
  clock: Clock;
}>;

@Module({})
export class ServerModule {
  static of({
    store,
    projector,
    views,
    sights,
    tail,
    ledger,
    witnesses,
    accessLog,
    metrics,
    tokens,
    cursors,
    ladder,
    grants,
    routes,
    clock,
  }: Parts): DynamicModule {
    return {
      module: ServerModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        ...commandControllers,
        BatchController,
        ...readControllers,
        LedgerController,
        ExportController,
        HealthController,
        MetricsController,
      ],
      providers: [
        { provide: EventStore, useValue: store },
        { provide: Projector, useValue: projector },
        { provide: Views, useValue: views },
        { provide: Sights, useValue: sights },
        { provide: LogFollower, useValue: tail },
        { provide: Ledger, useValue: ledger },
        { provide: Witnesses, useValue: witnesses },
        { provide: AccessLog, useValue: accessLog },
        { provide: Metrics, useValue: metrics },
        { provide: ConsistencyTokens, useValue: tokens },
        { provide: Grants, useValue: grants },
        { provide: Cursors, useValue: cursors },
        { provide: Clock, useValue: clock },
        { provide: LADDER, useValue: ladder },
        { provide: APP_FILTER, useValue: new ProblemFilter(routes) },
        ThingIndex,
        MarkingPolicy,
        ReadAuthorization,
        EventLocator,
        RecordFactHandler,
        Receipts,
        AskHandler,
        QueryResponder,
      ],
    };
  }
}
