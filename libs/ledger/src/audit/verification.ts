import { type Claims, type Cosignature, openClaims, type Trust } from './claims.js';
import { type Finding, Unreadable } from './finding.js';
import { type Counts, LogCheck } from './log-check.js';

/** `more` findings are not told. The figures are of what could be read. */
export type Audit = Readonly<{ holds: boolean; findings: readonly Finding[]; more: number; figures: Figures }>;

/** `sinceSize`: the entries that the auditor's own checkpoint covers. `uncovered`: those that no checkpoint here covers. */
export type Figures = Counts &
  Readonly<{
    origin?: string;
    negotiationId?: string;
    cosignatures: readonly Cosignature[];
    sinceSize?: number;
    uncovered: number;
  }>;

/** One log or file under verification: what was signed, and what is found. */
export class Verification {
  check = new LogCheck([]);
  private claims: Claims = { cosignatures: [] };
  private negotiationId: string | undefined;

  constructor(private readonly trust: Trust) {}

  /** Opens what was signed, before any entry is taken. @throws Unreadable */
  begin(checkpoint?: string, negotiationId?: string): Claims {
    this.negotiationId = negotiationId;
    this.claims = openClaims(checkpoint, this.trust);
    this.check = new LogCheck(
      this.heads.map(({ size }) => size),
      negotiationId,
    );
    return this.claims;
  }

  /** What was signed, the larger first. */
  get heads() {
    const { checkpoint, since } = this.claims;
    return [checkpoint, since].filter((head) => head !== undefined);
  }

  /** Holds the tree against what was signed. */
  conclude(): void {
    const { checkpoint, since } = this.claims;
    const kept = since && this.check.matchRoot(since);
    if (kept === 'differs')
      this.check.add({
        code: 'since-differs',
        because: `The first ${since!.size} entries are not those of the checkpoint that you kept: what it covers was rewritten.`,
      });
    if (checkpoint === undefined || this.check.matchRoot(checkpoint) !== 'differs') return;
    const where =
      kept === undefined || kept === 'not-reached'
        ? ''
        : kept === 'differs'
          ? ` It begins before index ${since!.size}.`
          : ` The first ${since!.size} still are those of the checkpoint that you kept: it begins after them.`;
    this.check.add({
      code: 'root-differs',
      because: `The ${checkpoint.size} entries are not those that were signed: some were made anew, put in, left out or moved.${where}`,
    });
  }

  /** Takes what keeps the rest from being read as a finding. @throws anything else */
  stop(error: unknown): void {
    if (!(error instanceof Unreadable)) throw error;
    this.check.add(error.finding);
  }

  verdict(): Audit {
    const { since, cosignatures } = this.claims;
    const { negotiationId, heads } = this;
    const { findings, more } = this.check.findings(heads);
    const counts = this.check.counts();
    const figures = {
      ...(heads[0] !== undefined && { origin: heads[0].origin }),
      ...(negotiationId !== undefined && { negotiationId }),
      ...counts,
      cosignatures,
      ...(since !== undefined && { sinceSize: since.size }),
      uncovered: Math.max(0, counts.size - (heads[0]?.size ?? 0)),
    };
    return { holds: findings.length === 0 && more === 0, findings, more, figures };
  }
}
