import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Proposed, Recorded } from './log.js';

type ProposedMessage = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

/** Ticks of 100 ns. */
const TICKS = 10_000n;

export const streamNameIn = (identifier: shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

export const streamIdentifier = (name: string) =>
  new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(name));

/** The server reads a UUID in any of its forms, and gives it out in lower case with dashes; undefined for any other text. */
export const uuidIn = (text: string): string | undefined => {
  const [, braced, plain] = UUID.exec(text) ?? [];
  const digits = (braced ?? plain)?.replaceAll('-', '').toLowerCase();
  return digits?.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};
const DASHED = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';
const UUID = new RegExp(`^(?:\\{(${DASHED})\\}|(${DASHED}|[\\da-f]{32}))$`, 'i');

export const toProposed = (message: ProposedMessage): Proposed => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

export function toReadResp(record: Recorded): streams.ReadResp {
  const position = String(record.position);
  const event = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(record.id))
    .setStreamIdentifier(streamIdentifier(record.stream))
    .setStreamRevision(String(record.revision))
    .setCommitPosition(position)
    .setPreparePosition(position)
    .setData(record.data)
    .setCustomMetadata(record.metadata);
  event
    .getMetadataMap()
    .set('type', record.type)
    .set('content-type', record.contentType)
    .set('created', String(BigInt(record.created) * TICKS));
  return new streams.ReadResp().setEvent(new streams.ReadResp.ReadEvent().setEvent(event).setCommitPosition(position));
}

type Matches = (record: Recorded) => boolean;

/** The streams or event types that a filter includes; all of them without a filter. */
export function matching(filter: streams.ReadReq.Options.FilterOptions | undefined): Matches {
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!filter || !expression) return () => true;
  const text = filter.hasStreamIdentifier() ? (record: Recorded) => record.stream : (record: Recorded) => record.type;
  if (expression.getRegex() === '') {
    const prefixes = expression.getPrefixList();
    return (record) => prefixes.some((prefix) => text(record).startsWith(prefix));
  }
  const regex = new RegExp(expression.getRegex());
  return (record) => regex.test(text(record));
}
