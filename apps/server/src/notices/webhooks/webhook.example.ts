import { ID } from '../../openapi/examples.js';

export const EXAMPLE = {
  id: ID.webhook,
  url: 'https://hooks.example.org/rapporteur',
  negotiationId: ID.negotiation,
  corrections: true,
  madeAt: '2025-10-28T16:40:00.000Z',
  secretMadeAt: '2025-10-28T16:40:00.000Z',
  state: 'ok',
  deadLetters: 0,
};
export const EXAMPLE_WITH_SECRET = { ...EXAMPLE, secret: `whsec_${Buffer.alloc(32, 'example').toString('base64')}` };
export const EXAMPLE_LETTER = {
  id: ID.letter,
  webhookId: ID.webhook,
  tries: 10,
  since: '2025-10-28T16:40:00.000Z',
  at: '2025-10-31T18:25:00.000Z',
  cause: 'The receiver answered with 500.',
};
