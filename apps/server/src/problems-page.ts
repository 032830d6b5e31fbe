import type { Action, Advice } from '#domain/refusal-codes/advice.js';
import { FIELD_CODES } from './http/validation/field-codes.js';
import { STALE } from './notices/notice-feed.js';
import { ENDINGS, RESET } from './notices/notice-stream.js';
import { PROBLEM_CODES, type ProblemCode, statusesOf } from './http/problem-codes/problem-codes.js';

const BEGINNING = `# Problems

<!-- npm run problems makes this page from the tables of codes. -->

Every error of the API is \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)):

\`\`\`json
{
  "type": "urn:rapporteur:problem:moved-on",
  "title": "Precondition failed",
  "status": 412,
  "detail": "This meeting is at revision 3, but If-Match names 2. Read it again, and retry with its new ETag.",
  "instance": "/v1/meetings/5ba1ad00-0000-4000-8000-000000000041/held",
  "code": "moved-on"
}
\`\`\`

- A program goes by \`code\` and \`status\`. A code keeps its meaning and its statuses ([DEPRECATION.md](DEPRECATION.md)). New ones may
  come, so treat a code that you do not know by its status.
- A person reads \`detail\`, which says what to do. Its wording may change.
- \`errors\` points to the fields that are at fault, if any are. See [the codes of single fields](#single-fields).
- A stream of notices is told by messages instead. See [their reasons](#streams-of-notices).
- A batch answers with the problem of each command in its place.

This page has each code once, by what a client does about it. The last column says whether the same request may succeed:

- **later**: by itself, once some time has passed. Wait as long as \`Retry-After\` says, if the answer has it.
- **afterwards**: once somebody has done what the column before it says.
- **never**: send another request.

To send a command again, use the same \`Idempotency-Key\`. Then it is recorded once, even if the first try was recorded.
`;

const SECTIONS: Readonly<Record<Action, readonly [heading: string, text: string]>> = {
  retry: ['Send it again', 'Nothing is wrong with the request. Send it again as it is.'],
  fix: [
    'Fix the request',
    'Sending the request again does not help. Change it, or record what it depends on. A rule of the record may also refuse a new fact because another fact of the same thing would become invalid: `detail` names that fact.',
  ],
  reread: [
    'Read first',
    'What you know of the record is old, or what you want is there already. Read again, and decide again.',
  ],
  login: ['Log in', 'The service does not know who you are.'],
  ask: ['Ask somebody', 'Another person must act or agree.'],
  operator: [
    'The operator must act',
    'The service is at fault, and its operator is told by the log and the metrics. The request may be sent again once that is settled.',
  ],
};

const FIELDS = `## Single fields

\`errors\` has a JSON Pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) to each field or parameter, a code and a \`detail\`. With
\`fields-invalid\`, the code is one of these. With any other problem, it is a code of a problem, mostly the same one.
`;

const NOTICES = `## Streams of notices

Once a stream of \`GET /v1/notices\` is open, there are no problems. Its messages have a \`reason\` and a \`detail\`. A message \`reset\` may also have the code
of the problem with \`Last-Event-ID\` as its reason: \`consistency-token-malformed\` or \`consistency-token-of-another-log\`.
`;

/** docs/PROBLEMS.md. */
export const problemsPage = (): string =>
  [
    BEGINNING,
    ...(Object.keys(SECTIONS) as Action[]).map((action) => {
      const [heading, text] = SECTIONS[action];
      return `## ${heading}\n\n${text}\n\n${table(HEAD, rowsOf(action))}`;
    }),
    FIELDS,
    table(['code', 'what it means', 'what to do'], Object.entries(FIELD_CODES).map(fieldRow)),
    NOTICES,
    table(
      ['message', 'reason', 'detail'],
      [...reasonRows('reset', { 'log-restored': RESET }), ...reasonRows('stale', STALE), ...reasonRows('end', ENDINGS)],
    ),
  ].join('\n');

const HEAD = ['code', 'status', 'what it means', 'what to do', 'the same request'];

const fieldRow = ([code, { means, next }]: [string, Pick<Advice, 'means' | 'next'>]) => [`\`${code}\``, means, next];

const reasonRows = (message: string, reasons: Readonly<Record<string, string>>) =>
  Object.entries(reasons).map(([reason, detail]) => [`\`${message}\``, `\`${reason}\``, detail]);

/** Codes about which the same is said are in one row, at the place of the first. */
const rowsOf = (action: Action): readonly (readonly string[])[] => {
  const rows = new Map<string, string[]>();
  for (const code of (Object.keys(PROBLEM_CODES) as ProblemCode[]).sort()) {
    const { action: its, means, next, again } = PROBLEM_CODES[code];
    if (its !== action) continue;
    const said = [statusesOf(code).join(', '), means, next, again];
    const key = said.join('\n');
    rows.set(key, [...(rows.get(key) ?? []), `\`${code}\``]);
  }
  return [...rows].map(([key, codes]) => [codes.join(', '), ...key.split('\n')]);
};

/** In the form that the formatter gives it. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((_, n) => Math.max(...[head, ...rows].map((row) => row[n]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, n) => cell.padEnd(widths[n]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `${[line(head), rule, ...rows.map(line)].join('\n')}\n`;
};
