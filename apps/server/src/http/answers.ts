import type { OpenAPIObject } from '@nestjs/swagger';
import { diffAnswers } from '../audit/diff.answers.js';
import { ledgerAnswers } from '../audit/ledger.answers.js';
import { trailAnswers } from '../audit/trail.answers.js';
import { climateAnswers } from '../read/climate.answers.js';
import { commitmentAnswers } from '../read/commitments.answers.js';
import { commonAnswers } from '../read/common.answers.js';
import { disputeAnswers } from '../read/disputes.answers.js';
import { grantAnswers } from '../read/grants.answers.js';
import { measureAnswers } from '../read/measures.answers.js';
import { meetingAnswers } from '../read/meetings.answers.js';
import { minutesAnswers } from '../read/minutes.answers.js';
import { overviewAnswers } from '../read/overview.answers.js';
import { positionAnswers } from '../read/positions.answers.js';
import { proposalAnswers } from '../read/proposals.answers.js';
import { statementAnswers } from '../read/statements.answers.js';
import { timelineAnswers } from '../read/timeline.answers.js';
import type { Fields } from './schema.js';
import { factAnswers, type ToldFields, toldFields } from './told-fields.js';

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
