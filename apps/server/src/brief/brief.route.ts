import { isRefusal, refuse } from '#domain/decider.js';
import { LANGUAGES } from '#messages/languages.js';
import { briefOf } from '#read-models/replay/brief/brief.js';
import { Brief, briefInLanguage } from '#read-models/replay/brief/brief-schemas.js';
import { tz } from '#read-models/routes/parameters.js';
import { findThing, routeOf } from '#read-models/routes/read-route.js';
import { BRIEF, BRIEF_PAGE, BRIEF_TEXT } from './brief.example.js';
import { briefDocx } from './brief-docx.js';
import { briefHtml, BRIEF_STYLE } from './brief-html.js';
import { briefText } from './brief-text.js';

/** What somebody takes into a meeting. */
export const briefRoute = routeOf(
  {
    path: 'meetings/:id/brief',
    operationId: 'getBrief',
    summary:
      'Get a brief for a meeting: who comes, positions, measures, pledges, what was said, contradictions, sources',
    tag: 'meetings',
    models: [
      'overview',
      'timeline',
      'meetings',
      'minutes',
      'statements',
      'positions',
      'measures',
      'commitments',
      'disputes',
    ],
    parameters: { tz },
    example: BRIEF,
    text: { write: briefText, example: BRIEF_TEXT, isMarkedBelow: true },
    html: { write: briefHtml, style: BRIEF_STYLE, example: BRIEF_PAGE },
    docx: { write: briefDocx },
    sentences: { languages: LANGUAGES, write: briefInLanguage },
  },
  {
    isPaged: false,
    // It says what is not on record.
    isOfAll: true,
    answer: Brief,
    subject: ({ id }) => ({ kind: 'meeting', id: String(id) }),
    find: (views, { id }, context) => {
      const known = findThing(views, 'meeting', String(id), context);
      if (isRefusal(known)) return known;
      const body = briefOf(views, known.negotiationId, known.id, context.today);
      if (body !== undefined) return { body };
      const because = `This meeting was voided, so there is no brief for it. GET /v1/meetings/${known.id} says so.`;
      return { status: 404, ...refuse('meeting-voided', because) };
    },
  },
);
