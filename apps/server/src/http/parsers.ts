import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BodyAccount, BodyBudget } from './body-budget.js';
import { countValues, assertUniqueKeys } from './json-limits.js';
import { type FieldError, Problem } from './problem.js';
import { frameworkProblem, sendProblem } from './problem.filter.js';
import { declaredLength, readBody } from './read-body.js';

/** A fact with every field filled has about two thousand values. */
const MAX_VALUES = 10_000;
const MAX_BATCH_VALUES = 100_000;
const isBatch = ({ routeOptions }: FastifyRequest) => routeOptions.url === '/v1/batches';
const maxValuesOf = (request: FastifyRequest) => (isBatch(request) ? MAX_BATCH_VALUES : MAX_VALUES);
const hasBody = ({ method }: FastifyRequest) => method === 'POST' || method === 'PUT';
/** A batch has at most 1,000 commands; the other lines may be empty. */
const MAX_LINES = 10_000;

type Options = Readonly<{
  budget: BodyBudget;
  /** The commands of a batch are in its body, which is counted already. */
  isPartOfBatch: () => boolean;
}>;

/** Accepts JSON, and NDJSON for batches, in UTF-8. Everything else is 415. */
export const addParsers = (fastify: FastifyInstance, { budget, isPartOfBatch }: Options) => {
  const accounts = new WeakMap<FastifyRequest, BodyAccount>();
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    if (!hasBody(request) || isPartOfBatch()) return done(null, payload);
    try {
      const account = budget.open(declaredLength(request));
      accounts.set(request, account);
      reply.raw.once('close', account.release);
      return done(null, payload);
    } catch (error) {
      return sendProblem(request, reply, error);
    }
  });

  const textOf = async (request: FastifyRequest, payload: IncomingMessage) => {
    assertUncoded(request);
    return utf8(await readBody(request, payload, accounts.get(request)), request.headers['content-type']);
  };

  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/json(?:$|;)/i,
    async (request: FastifyRequest, payload: IncomingMessage) => {
      const text = await textOf(request, payload);
      const values = countValues(text, maxValuesOf(request));
      const parsed = parseText(parse, request, text);
      assertUniqueKeys(text, values, parsed);
      return parsed;
    },
  );
  fastify.addContentTypeParser(
    /^application\/x-ndjson(?:$|;)/i,
    async (request: FastifyRequest, payload: IncomingMessage) => {
      if (!isBatch(request)) throw frameworkProblem(415);
      const text = await textOf(request, payload);
      return parseLines(text, maxValuesOf(request), (line) => parseText(parse, request, line));
    },
  );
};

/**
 * Bodies and lines share one parser, so that neither can set a prototype. It calls back before it returns.
 * @throws InvalidJson
 */
const parseText = (
  parse: ReturnType<FastifyInstance['getDefaultJsonParser']>,
  request: FastifyRequest,
  text: string,
): unknown => {
  let parsed: unknown;
  void parse(request, text, (error, value) => {
    if (error) throw new InvalidJson(syntaxError(text));
    parsed = value;
  });
  return parsed;
};

class InvalidJson extends Problem {
  constructor(readonly reason: string) {
    super('request-malformed', `The body is not well-formed JSON: ${reason}.`);
  }
}

/** The parser hides the reason and position that JSON.parse reports. */
const syntaxError = (text: string): string => {
  if (text.trim() === '') return 'it is empty';
  try {
    JSON.parse(text);
    return 'it has a key that would change an object prototype, such as "__proto__"';
  } catch (error) {
    return (error as SyntaxError).message.slice(0, 200);
  }
};

/** What is small when it is sent could take any amount of memory. */
const assertUncoded = ({ headers }: FastifyRequest): void => {
  const coding = headers['content-encoding']?.trim() ?? '';
  if (/^(?:identity)?$/i.test(coding)) return;
  throw new Problem(
    'content-coding-unsupported',
    `The body has the Content-Encoding ${coding.slice(0, 40)}. Bodies are not decompressed: send it as it is, without Content-Encoding.`,
    { headers: { 'accept-encoding': 'identity' } },
  );
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Strips the byte order mark that some editors write (RFC 8259, section 8.1). Invalid UTF-8 is rejected; otherwise replacement characters would be stored for ever. */
const utf8 = (bytes: Buffer, contentType = ''): string => {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset))
    throw new Problem('charset-unsupported', `The charset ${charset.slice(0, 40)} is not supported. Send UTF-8.`);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Problem('not-utf-8', 'The body is not valid UTF-8. Encode it as UTF-8.');
  }
};

/** The reason of JSON.parse in one line of several: its line is always the first, and blanks before it were removed. */
const reasonInLine = (reason: string, padded: string): string =>
  reason.replace(/ (?:at|in JSON at) position \d+ \(line \d+ column (\d+)\)$/, (_, column: string) => {
    const blanks = padded.length - padded.trimStart().length;
    return ` at column ${Number(column) + blanks}`;
  });

/** Lines may end in LF or CRLF. Concatenated files may each begin with a byte order mark, which `trim` removes. */
const parseLines = (text: string, most: number, parse: (line: string) => unknown): unknown[] => {
  assertLineLimit(text);
  let left = most;
  // A pointer counts commands, as the answer does. Only the text names the line.
  let command = -1;
  return text.split('\n').flatMap((padded, n) => {
    const line = padded.trim();
    if (line === '') return [];
    command += 1;
    const values = countValues(line, left);
    left -= values;
    let parsed: unknown;
    try {
      parsed = parse(line);
    } catch (error) {
      if (!(error instanceof InvalidJson)) throw error;
      const errors: FieldError[] = [
        { pointer: `/${command}`, code: 'line-malformed', detail: 'Write one JSON object per line.' },
      ];
      const reason = reasonInLine(error.reason, padded);
      throw new Problem('line-malformed', `Line ${n + 1} is not valid JSON: ${reason}. Nothing was recorded.`, {
        errors,
      });
    }
    assertUniqueKeys(line, values, parsed, `Line ${n + 1}: `);
    return [parsed];
  });
};

/** Checked before the split: a body of only line breaks would have millions of lines. */
const assertLineLimit = (text: string) => {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
    if (++count > MAX_LINES)
      throw new Problem(
        'body-too-many-lines',
        `The body has more than ${MAX_LINES} lines, including empty ones. Split it into smaller requests.`,
      );
};
