/** Examples and exit codes, below the list of commands in `rapporteur --help`. */
export const HELP = `
Examples:
  $ rapporteur demo                                    show the record of the EU–China talks of 2025
  $ rapporteur serve --data-dir ./data --port 3000     run the service
  $ rapporteur new-dossier tariffs.yaml                write a dossier to fill in
  $ rapporteur load first.yaml second.yaml --check     check dossiers, record nothing
  $ rapporteur load first.yaml second.yaml             record them; loading again records nothing twice
  $ rapporteur schema > dossier.schema.json            the JSON Schema of a dossier, for editors
  $ rapporteur backup --to log-2025-10-27.db           copy the log while the service runs
  $ rapporteur restore --from log-2025-10-27.db --data-dir ./other
  $ rapporteur rebuild --data-dir ./data               rebuild the views from the log
  $ rapporteur accept-loss --reason "The disk failed"  continue a log that has lost events
  $ rapporteur accept-clock                            record again after the system clock jumped
  $ rapporteur change-key --reason "It was stolen"     set a new ledger key
  $ rapporteur change-id-key --data-dir ./data         make ids with a new key
  $ rapporteur export --to record.ndjson               export the log, to move it to another machine or engine
  $ rapporteur import record.ndjson --ledger ./old/ledger --id-key ./old/id.key
  $ rapporteur key --origin record.example.org/talks   generate LEDGER_KEY for several instances
  $ rapporteur export --audit --out audit.ndjson       export the record with proofs, for an auditor
  $ rapporteur verify audit.ndjson --key "$KEY"        verify an export offline

If the service has a login, set RAPPORTEUR_TOKEN to an access token of its issuer.
Exit codes: 0 done, 1 the command failed, 2 wrong usage or could not start.`;
