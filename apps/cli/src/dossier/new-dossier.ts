/** The name of a dossier in a file of this name, without its folder and with or without an extension. */
export const dossierNameOf = (fileName: string): string =>
  fileName
    .replace(/\.ya?ml$/i, '')
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 64) || 'dossier';

/** A dossier with one entry, as text. The entries that follow it are comments. */
export const newDossier = (dossier: string, namespace: string): string => `\
# yaml-language-server: $schema=./dossier.schema.json
#
# Facts about a negotiation, in the order in which they are recorded.
#   rapporteur schema > dossier.schema.json   next to this file: every fact and its fields, for your editor
#   rapporteur load --check this-file.yaml    says what is wrong, and records nothing
#   rapporteur load this-file.yaml            records the facts; loading again records nothing twice
dossier: ${dossier}
# Random and secret. Never change it, or everything is recorded again. Other files of this dossier have the same two lines.
namespace: ${namespace}
entries:
  - key: talks # your name for this entry; those that follow refer to it
    record: OpenNegotiation
    title: Replace this by the title of the negotiation

  # Examples: remove the "# " before each line that you need.
  # A day may be known only in part: 2025-10-2X, 2025-10, 2025-04/.. or left out.

  # - key: eu
  #   record: JoinParty
  #   name: European Union
  #   kind: regional-organisation
  #   role: principal

  # - key: first-round
  #   record: ProposeMeeting
  #   title: First round
  #   planned: { on: 2025-10-2X }

  # - key: spokesperson
  #   record: NameRepresentative
  #   name: A spokesperson of the Commission
  #   kind: person
  #   partyId: eu

  # - key: ready-to-talk
  #   record: MakeStatement
  #   partyId: eu
  #   speakerId: spokesperson
  #   kind: press-statement
  #   text: We are ready to talk.
  #   verbatim: false # not word for word
  #   occurredOn: 2025-10-27
`;
