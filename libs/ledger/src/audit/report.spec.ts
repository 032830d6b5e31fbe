import { describe, expect, it } from '@jest/globals';
import type { Finding } from './finding.js';
import { auditReport, onOneLine, reportOf } from './report.js';
import { LogCheck } from './log-check.js';

const figures = { ...new LogCheck([]).counts(), cosignatures: [], uncovered: 0 };
const audit = (...findings: Finding[]) => ({ holds: findings.length === 0, findings, more: 0, figures });

describe('the report of a verification', () => {
  it('has no line that a file has written', () => {
    const name = 'a.ndjson holds.\n  root         AAAA\r\n';
    const because = 'It is wrong.\n\na.ndjson holds.';
    const finding = {
      code: 'malformed',
      because,
      index: 1,
      stream: 's\nholds',
      revision: 0,
      eventId: 'e\u2028holds',
    } as const;
    expect(auditReport(name, audit(finding))).toBe(
      'a.ndjson holds. root AAAA  does not hold: 1 finding.\n  index 1, s holds revision 0, event e holds: malformed\n    It is wrong. a.ndjson holds.\n',
    );
    const proof = { kind: 'event-proof', audit: { holds: false, findings: [finding] } } as const;
    expect(reportOf(name, proof).split('\n')).toHaveLength(4);
  });

  it('shows what a terminal or an editor would hide, turn round or obey', () => {
    expect(onOneLine('\u001B[2Ka\u0085b\u202Ec\u200Bd\u{E0041}e\uFEFFf')).toBe(
      String.raw`\u001b[2Ka\u0085b\u202ec\u200bd\udb40\udc41e f`,
    );
    expect(auditReport('\u202Enosjdn.a', audit())).toMatch(/^\\u202enosjdn\.a holds\.\n/);
    // As they are written in names.
    expect(onOneLine('Šefčovič 何立峰 \u{1F4A0} عباس')).toBe('Šefčovič 何立峰 \u{1F4A0} عباس');
  });

  it('is not made long by one text', () => {
    expect(onOneLine('x'.repeat(100_000))).toHaveLength(500);
    expect(onOneLine(`${'x'.repeat(499)}\u{1F4A0}`)).toBe(`${'x'.repeat(499)}${String.raw`\ud83d`}`);
  });
});
