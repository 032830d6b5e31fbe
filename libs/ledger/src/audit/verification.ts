import { type CheckpointCounts, isAboutLog, RecordedCheckpoints } from '../recorded-checkpoints.js';
import { type Claims, type Cosignature, openClaims, type Trust } from './claims.js';
import { findingOnEarlier } from './earlier-origins.js';
import { type Finding, Unreadable } from './finding.js';
import type { EntryLine } from './lines.js';
import { type Counts, LogCheck } from './log-check.js';

/** `more`: how many further findings there are. The figures cover what could be read. */
export type Audit = Readonly<{ holds: boolean; findings: readonly Finding[]; more: number; figures: Figures }>;

/**
 * `checkpoints`: those that are events of the log, if it shows any. `sinceSize`: the entries that the auditor's own checkpoint
 * covers. `uncovered`: entries that no given checkpoint covers.
 */
export type Figures = Counts &
  Readonly<{
    origin?: string;
    negotiationId?: string;
    checkpoints?: CheckpointCounts;
    cosignatures: readonly Cosignature[];
    sinceSize?: number;
    uncovered: number;
  }>;

/** The verification of one log or file: what was signed, and the findings. */
export class Verification {
  check = new LogCheck([]);
  private claims: Claims = { cosignatures: [] };
  private negotiationId: string | undefined;

  private readonly checkpoints: RecordedCheckpoints;

  /** @param asOf an instant at which the number of entries is wanted */
  constructor(
    private readonly trust: Trust,
    private readonly asOf?: string,
  ) {
    this.checkpoints = new RecordedCheckpoints(trust.logKeys);
  }

  /** Opens the signed checkpoints. Call it before the first entry. @throws Unreadable */
  begin(checkpoint?: string, negotiationId?: string): Claims {
    this.negotiationId = negotiationId;
    this.claims = openClaims(checkpoint, this.trust);
    const { earlier } = this.claims;
    const sizes = [...this.heads, ...(earlier === undefined ? [] : [earlier])].map(({ size }) => size);
    this.check = new LogCheck(sizes, negotiationId, this.asOf);
    return this.claims;
  }

  /** The signed checkpoints, the larger one first. */
  get heads() {
    const { checkpoint, since } = this.claims;
    return [checkpoint, since].filter((head) => head !== undefined);
  }

  /** Takes the next entry. */
  take(line: Omit<EntryLine, 'index'>): void {
    const { entry, shown } = line;
    this.check.take(line);
    if (shown === undefined || !isAboutLog(shown.event.stream)) return this.checkpoints.take(entry);
    const { data } = JSON.parse(shown.text) as { data: unknown };
    this.checkpoints.take(entry, { stream: shown.event.stream, data });
  }

  /** Compares the tree with the signed checkpoints. */
  conclude(): void {
    const { checkpoint, since } = this.claims;
    this.concludeEarlier();
    const kept = since && this.check.matchRoot(since);
    if (kept === 'differs')
      this.check.add({
        code: 'since-differs',
        because: `The first ${since!.size} entries do not match the checkpoint that you kept: they were rewritten.`,
      });
    if (checkpoint === undefined || this.check.matchRoot(checkpoint) !== 'differs') return;
    const where =
      kept === undefined || kept === 'not-reached'
        ? ''
        : kept === 'differs'
          ? ` The first difference is before index ${since!.size}.`
          : ` The first ${since!.size} still match the checkpoint that you kept: the first difference is after them.`;
    this.check.add({
      code: 'root-differs',
      because: `The ${checkpoint.size} entries are not the signed ones: some were replaced, inserted, removed or moved.${where}`,
    });
  }

  private concludeEarlier(): void {
    const { checkpoint, earlier } = this.claims;
    if (checkpoint === undefined || earlier === undefined) return;
    const finding = findingOnEarlier(
      this.check,
      this.checkpoints.changes,
      checkpoint.origin,
      this.trust.logKeys,
      earlier,
    );
    if (finding !== undefined) this.check.add(finding);
  }

  /** Adds an error that stopped the reading as a finding. @throws any other error */
  stop(error: unknown): void {
    if (!(error instanceof Unreadable)) throw error;
    this.check.add(error.finding);
  }

  verdict(): Audit {
    const { since = this.claims.earlier, cosignatures } = this.claims;
    const { negotiationId, heads } = this;
    for (const problem of this.checkpoints.problems) this.check.add(problem);
    this.check.addUntold(this.checkpoints.more);
    const checkpoints = this.checkpoints.counts();
    const { findings, more } = this.check.findings(heads);
    const counts = this.check.counts();
    const figures = {
      ...(heads[0] !== undefined && { origin: heads[0].origin }),
      ...(negotiationId !== undefined && { negotiationId }),
      ...counts,
      ...(checkpoints.verified + checkpoints.unverified > 0 && { checkpoints }),
      cosignatures,
      ...(since !== undefined && { sinceSize: since.size }),
      uncovered: Math.max(0, counts.size - (heads[0]?.size ?? 0)),
    };
    return { holds: findings.length === 0 && more === 0, findings, more, figures };
  }
}
