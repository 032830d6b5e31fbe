import { writeError } from '#formats/terminal.js';
import { auditReport, reportOf } from '#ledger/audit/report.js';
import type { Audit } from '#ledger/audit/verification.js';
import type { FileVerdict } from '#ledger/audit/verify-file.js';
import { print } from './print.js';

/** Prints the result of the verification of a log: figures if it holds, otherwise what is wrong and where. */
export const printAudit = (name: string, audit: Audit) => printReport(audit.holds, auditReport(name, audit));

/** The same of a file. */
export const printVerdict = (name: string, verdict: FileVerdict) =>
  printReport(verdict.audit.holds, reportOf(name, verdict));

const printReport = (holds: boolean, report: string) => (holds ? print(report.trimEnd()) : writeError(report));
