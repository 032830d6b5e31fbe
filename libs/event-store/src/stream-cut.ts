/**
 * What was done outside of this service to a stream of the log, so that it no longer has what was recorded in it.
 * `stream`: as the operator finds it. `what`: as the end of a sentence. `remedy`: what to do, in sentences.
 */
export type Cut = Readonly<{ stream: string; what: string; remedy: string }>;

/** A stream of the log was deleted or cut outside of this service. The message says how, and what to do. */
export class StreamCut extends Error {
  constructor(readonly cut: Cut) {
    super(sentenceOf(cut));
    this.name = StreamCut.name;
  }
}

export const sentenceOf = ({ stream, what, remedy }: Cut): string =>
  `the stream ${stream} ${what}, outside of this service. ${remedy}`;

export const RESTORE_LOG =
  'Restore a complete backup of the log. If there is none, import the last transfer file, as docs/OPERATIONS.md says.';

/** Its first events do not exist any more, so nothing brings them back. */
export const removedBefore = (stream: string, revision: number): Cut => ({
  stream,
  what: `was cut: its events before revision ${revision} are gone`,
  remedy: RESTORE_LOG,
});

/** Fewer events can be read than were recorded, and nobody knows why. */
export const lacking = (stream: string): Cut => ({
  stream,
  what: 'was deleted or cut: it does not have all events that were recorded in it',
  remedy: `Undo that, as docs/OPERATIONS.md says, and start the service again. If nothing undoes it: ${RESTORE_LOG}`,
});
