import type { OpenAPIObject } from '@nestjs/swagger';
import { diffAnswers } from './audit/diff.answers.js';
import { ledgerAnswers } from './audit/ledger.answers.js';
import { trailAnswers } from './audit/trail.answers.js';
import { climateAnswers } from './read/routes/climate.answers.js';
import { commitmentAnswers } from './read/routes/commitments.answers.js';
import { commonAnswers } from './openapi/common-responses.js';
import { disputeAnswers } from './read/routes/disputes.answers.js';
import { grantAnswers } from './read/routes/grants.answers.js';
import { measureAnswers } from './read/routes/measures.answers.js';
import { meetingAnswers } from './read/routes/meetings.answers.js';
import { minutesAnswers } from './read/routes/minutes.answers.js';
import { overviewAnswers } from './read/routes/overview.answers.js';
import { positionAnswers } from './read/routes/positions.answers.js';
import { proposalAnswers } from './read/routes/proposals.answers.js';
import { statementAnswers } from './read/routes/statements.answers.js';
import { timelineAnswers } from './read/routes/timeline.answers.js';
import type { Fields } from './openapi/schema.js';
import { factAnswers, type ToldFields, toldFields } from './openapi/command-schemas.js';

/** What the answers are made of, each by its name: beside the controller whose answers they are, and a line here. */
const ANSWERS: readonly ((told: ToldFields) => Fields)[] = [
  commonAnswers,
  factAnswers,
  overviewAnswers,
  timelineAnswers,
  meetingAnswers,
  minutesAnswers,
  proposalAnswers,
  positionAnswers,
  statementAnswers,
  measureAnswers,
  climateAnswers,
  commitmentAnswers,
  disputeAnswers,
  grantAnswers,
  trailAnswers,
  diffAnswers,
  ledgerAnswers,
];

/** Adds them to the document, which has the commands already. */
export const addAnswers = (document: OpenAPIObject) => {
  const told = toldFields(document);
  const schemas = document.components!.schemas!;
  for (const answers of ANSWERS)
    for (const [name, schema] of Object.entries(answers(told))) {
      if (name in schemas) throw new Error(`the document has two schemas with the name ${name}`);
      schemas[name] = schema;
    }
};
