import { OverviewController } from './overview.controller.js';
import { TimelineController } from './timeline.controller.js';
import { DiffController } from '../audit/diff.controller.js';
import { TrailController } from '../audit/trail.controller.js';
import { CommitmentsController } from './commitments.controller.js';
import { MeetingsController } from './meetings.controller.js';
import { MinutesController } from './minutes.controller.js';
import { ProposalsController } from './proposals.controller.js';
import { PositionsController } from './positions.controller.js';
import { StatementsController } from './statements.controller.js';
import { MeasuresController } from './measures.controller.js';
import { ClimateController } from './climate.controller.js';
import { DisputesController } from './disputes.controller.js';
import { GrantsController } from './grants.controller.js';

/** In the order of the OpenAPI document. */
export const readControllers = [
  OverviewController,
  TimelineController,
  CommitmentsController,
  MeetingsController,
  MinutesController,
  ProposalsController,
  PositionsController,
  StatementsController,
  MeasuresController,
  ClimateController,
  DisputesController,
  GrantsController,
  TrailController,
  DiffController,
];
