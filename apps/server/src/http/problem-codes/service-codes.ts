import { at, operator, PERSISTS, retry } from './entry.js';

const READY = 'The reason is in the log of the service and in `/health/ready`.';

/** The service itself is at fault. */
export const SERVICE_CODES = {
  'access-not-logged': at(
    503,
    operator(
      'Reads of the audit are logged first, and the access log cannot be written: the disk may be full.',
      'The reason is in the log of the service.',
    ),
  ),
  'clock-jumped': at(503, operator('The clock of the service has jumped. Nothing was recorded.', READY)),
  'event-unknown-to-this-version': at(
    503,
    operator(
      'A newer version of the service has recorded an event that this instance does not know. Nothing was recorded.',
      'Send the request to another instance, or have this one upgraded.',
    ),
  ),
  'internal-error': at(
    500,
    operator(
      'The service failed, and has logged the error.',
      'If you recorded something, send it again with the same `Idempotency-Key`. If it persists, report it.',
    ),
  ),
  'ledger-not-signed': at(503, operator('The ledger cannot be signed now. Nothing was recorded.', READY)),
  'log-altered': at(503, operator('The log was altered outside of the service, so nothing more is recorded.', READY)),
  'log-not-indexed': at(503, retry('The service has started and is indexing the log.')),
  'log-unavailable': at(503, retry('The log cannot be written at the moment. Nothing was recorded.')),
  'log-unreachable': at(503, retry('The log cannot be read at the moment.')),
  'notes-unavailable': at(
    503,
    retry(
      'What is kept beside the log can be neither read nor kept now: places, feeds and webhooks. All else works.',
      PERSISTS,
    ),
  ),
  'outcome-unknown': at(
    503,
    retry(
      'The service does not know whether this was recorded.',
      'Send the request again with the same `Idempotency-Key`: it is recorded once.',
    ),
  ),
  'read-model-stopped': at(
    503,
    operator(
      'A view has met an event that this version does not know, or cannot show. Recording goes on, and nothing is lost.',
      'The service needs a newer version.',
    ),
  ),
  'too-many-bodies': at(
    503,
    retry(
      'The service is receiving too many large requests at the moment. Nothing was recorded.',
      'Send the request again after `Retry-After`, or split it into smaller ones.',
    ),
  ),
} as const;
