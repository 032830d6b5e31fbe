import { fix, reread } from '#domain/refusal-codes/advice.js';
import { at, retry } from './entry.js';

const SPLIT = 'Split it into smaller requests.';

/** A request that cannot be read, whatever it is about. */
export const REQUEST_CODES = {
  'address-malformed': at(
    400,
    fix(
      'The URL contains characters that are not allowed, such as letters with accents.',
      'Percent-encode them as UTF-8.',
    ),
  ),
  'address-too-long': at(414, fix('The URL, or an id in it, is too long.', 'Shorten it.')),
  'body-not-an-object': at(400, fix('The body is not a JSON object.', 'Send one JSON object.')),
  'body-too-deep': at(400, fix('The body is nested too deeply.', 'Send objects and lists within fewer others.')),
  'body-too-many-lines': at(413, fix('The body has too many lines.', SPLIT)),
  'body-too-many-values': at(413, fix('The body contains too many values.', SPLIT)),
  'charset-unsupported': at(415, fix('The body has a charset that is not supported.', 'Send UTF-8.')),
  'content-coding-unsupported': at(
    415,
    fix('The body has a `Content-Encoding`. Bodies are not decompressed.', 'Send it as it is, without that header.'),
  ),
  'expectation-failed': at(
    417,
    fix('The `Expect` header asks for what the service does not support.', 'Leave it out, or send `100-continue`.'),
  ),
  'fields-invalid': at(
    400,
    fix('Fields of the body or parameters are missing, unknown or invalid.', 'Fix each of those in `errors`.'),
  ),
  'headers-too-large': at(431, fix('The request headers are too large.', 'Send fewer or shorter headers.')),
  'id-malformed': at(400, fix('An id in the path is not a UUID.', 'Check how the URL is put together.')),
  'key-repeated': at(400, fix('A key occurs more than once in one JSON object.', 'Send each key once.')),
  'line-malformed': at(
    400,
    fix(
      'A line of an NDJSON body is not valid JSON.',
      'Write one JSON object per line, and send the whole body again.',
    ),
  ),
  'media-type-unsupported': at(
    415,
    fix('The body has a media type that is not supported.', 'Send `application/json`.'),
  ),
  'method-not-allowed': at(405, fix('The path exists, but not with this method.', 'Use a method that `Allow` names.')),
  'not-acceptable': at(406, fix('`Accept` allows no form in which this is available.', 'Use one that `detail` names.')),
  'not-utf-8': at(400, fix('The body is not valid UTF-8.', 'Encode it as UTF-8.')),
  'parameter-repeated': at(400, fix('A parameter occurs more than once, but may not be repeated.', 'Send it once.')),
  'request-malformed': at(
    400,
    fix('The request cannot be parsed.', 'Send well-formed JSON, and percent-encode the URL as UTF-8.'),
  ),
  'request-timeout': at(
    408,
    retry('The request did not arrive in time.', 'Send it again, on a faster connection or in smaller parts.'),
  ),
  'request-too-large': at(413, fix('The body is too large.', SPLIT)),
  'route-unknown': at(404, fix('Nothing exists at this path.', 'Find the route in `/openapi.json`.')),

  'consistency-token-malformed': at(
    400,
    fix('This service did not issue this Consistency-Token.', 'Leave it out, or send that of an answer.'),
  ),
  'consistency-token-of-another-log': at(
    409,
    reread('The Consistency-Token is of another log.', 'Read again without it, and use the token of that answer.'),
  ),
} as const;
