import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import anys from 'google-protobuf/google/protobuf/any_pb.js';
import empties from 'google-protobuf/google/protobuf/empty_pb.js';
import { admit, type Admission } from './admit.js';
import type { Expected, Outcome, Proposed } from './log.js';
import { streamIdentifier, streamNameIn, toProposed, uuidIn } from './messages.js';
import type { Node } from './node.js';
import { MAX_APPEND_SIZE, streamDeleted, tooLarge, unexplained } from './refusals.js';

type Append = { stream: string; expected: Expected; events: Proposed[] };

/** Sizes as the server counts them (`Event.SizeOnDisk`), in bytes. */
const sizeOf = (events: readonly Proposed[]) =>
  events.reduce((sum, { data, metadata, type }) => sum + data.length + metadata.length + 2 * type.length, 0);

/** The answer of the log to an append. A fault can turn it into a conflict. */
function write(
  node: Node,
  { stream, expected, events }: Append,
  admission: Admission,
): Outcome | { result: 'too-large' } | { result: 'threw' } {
  const known = events.flatMap((event) => {
    const id = uuidIn(event.id);
    return id === undefined ? [] : [{ ...event, id }];
  });
  if (known.length < events.length) return { result: 'threw' };
  if (sizeOf(events) > MAX_APPEND_SIZE) return { result: 'too-large' };
  if (admission.is !== 'spoilt' || admission.by.name !== 'conflict')
    return node.log.append(stream, expected, known.slice(0, arrivedOf(admission)));
  const count = node.log.streams.get(stream)?.events.length ?? 0;
  return { result: 'wrong-version', current: count > 0 ? BigInt(count - 1) : undefined };
}

/** How many of the events have arrived; undefined: all of them. */
const arrivedOf = (admission: Admission): number | undefined =>
  admission.is === 'spoilt' && admission.by.name === 'lost-reply' ? admission.by.arrived : undefined;

/** Whether the answer is lost on its way. The connection is lost too, unless the fault is silent. */
function isLost(node: Node, admission: Admission, peer: string): boolean {
  if (admission.is !== 'spoilt' || admission.by.name !== 'lost-reply') return false;
  if (admission.by.connection !== 'kept') node.cut(peer);
  return true;
}

/** The append of one call: the options first, then one event per message. */
export function append(
  node: Node,
  call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
  answer: sendUnaryData<streams.AppendResp>,
): void {
  const asked: Append = { stream: '', expected: 'any', events: [] };
  call.on('data', (request: streams.AppendReq) => {
    const options = request.getOptions();
    const message = request.getProposedMessage();
    if (options)
      Object.assign(asked, { stream: streamNameIn(options.getStreamIdentifier()), expected: expectedBy(options) });
    if (message) asked.events.push(toProposed(message));
  });
  call.on('end', () => void answerAppend(node, call, asked, answer));
}

async function answerAppend(
  node: Node,
  call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
  asked: Append,
  answer: sendUnaryData<streams.AppendResp>,
): Promise<void> {
  const admission = await admit(node, call, 'append', asked.stream);
  if (admission.is === 'refused') return answer(admission.error);
  if (admission.is === 'lost' || admission.is === 'ended') return;

  const peer = call.getPeer();
  const outcome = write(node, asked, admission);
  if (isLost(node, admission, peer)) return;
  switch (outcome.result) {
    case 'written':
      return answer(null, new streams.AppendResp().setSuccess(success(outcome)));
    case 'wrong-version':
      return answer(
        null,
        new streams.AppendResp().setWrongExpectedVersion(wrongVersion(asked.expected, outcome.current)),
      );
    case 'deleted':
      return answer(streamDeleted(asked.stream));
    case 'too-large':
      return answer(tooLarge());
    case 'threw':
      return answer(unexplained());
  }
}

function success({ revision, position }: Outcome & { result: 'written' }): streams.AppendResp.Success {
  const success = new streams.AppendResp.Success().setPosition(
    new streams.AppendResp.Position().setCommitPosition(String(position)).setPreparePosition(String(position)),
  );
  return revision === undefined
    ? success.setNoStream(new shared.Empty())
    : success.setCurrentRevision(String(revision));
}

function wrongVersion(expected: Expected, current: bigint | undefined): streams.AppendResp.WrongExpectedVersion {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current === undefined) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(current));
  if (expected === 'no-stream') return wrong.setExpectedNoStream(new shared.Empty());
  if (expected === 'stream-exists') return wrong.setExpectedStreamExists(new shared.Empty());
  if (expected === 'any') return wrong.setExpectedAny(new shared.Empty());
  return wrong.setExpectedRevision(String(expected));
}

type BatchCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

/** Many appends on one call, each with its own id and any number of messages. */
export function batchAppend(node: Node, call: BatchCall): void {
  const open = new Map<string, Append>();
  call.on('data', (request: streams.BatchAppendReq) => {
    const id = request.getCorrelationId()?.getString() ?? '';
    const options = request.getOptions();
    if (options)
      open.set(id, { stream: streamNameIn(options.getStreamIdentifier()), expected: expectedBy(options), events: [] });
    const asked = open.get(id);
    if (!asked) return;
    asked.events.push(...request.getProposedMessagesList().map(toProposed));
    if (!request.getIsFinal()) return;
    open.delete(id);
    void answerBatch(node, call, id, asked);
  });
  call.on('end', () => call.end());
}

async function answerBatch(node: Node, call: BatchCall, id: string, asked: Append): Promise<void> {
  const admission = await admit(node, call, 'batch-append', asked.stream);
  // The whole call fails, as on the real server, and so do all other appends on it.
  if (admission.is === 'refused') return void call.emit('error', admission.error);
  if (admission.is === 'lost' || admission.is === 'ended') return;

  const peer = call.getPeer();
  const outcome = write(node, asked, admission);
  if (isLost(node, admission, peer)) return;
  if (outcome.result === 'threw') return void call.emit('error', unexplained());
  const answer = new streams.BatchAppendResp()
    .setCorrelationId(new shared.UUID().setString(id))
    .setStreamIdentifier(streamIdentifier(asked.stream));
  call.write(
    outcome.result === 'written'
      ? answer.setSuccess(batchSuccess(outcome))
      : answer.setError(batchError(asked, outcome)),
  );
}

function batchSuccess({ revision, position }: Outcome & { result: 'written' }): streams.BatchAppendResp.Success {
  const success = new streams.BatchAppendResp.Success().setPosition(
    new shared.AllStreamPosition().setCommitPosition(String(position)).setPreparePosition(String(position)),
  );
  return revision === undefined
    ? success.setNoStream(new empties.Empty())
    : success.setCurrentRevision(String(revision));
}

type Failed = Extract<ReturnType<typeof write>, { result: 'wrong-version' | 'deleted' | 'too-large' }>;

function batchError(asked: Append, outcome: Failed): statuses.Status {
  switch (outcome.result) {
    case 'wrong-version': {
      const wrong = batchWrongVersion(asked.expected, outcome.current);
      return packed(codes.Code.UNKNOWN, 'WrongExpectedVersion', wrong.serializeBinary());
    }
    case 'deleted': {
      const deleted = new shared.StreamDeleted().setStreamIdentifier(streamIdentifier(asked.stream));
      return packed(codes.Code.UNKNOWN, 'StreamDeleted', deleted.serializeBinary());
    }
    case 'too-large': {
      const size = new shared.MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_SIZE);
      return packed(codes.Code.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', size.serializeBinary());
    }
  }
}

function packed(code: codes.Code, type: string, bytes: Uint8Array): statuses.Status {
  const details = new anys.Any();
  details.pack(bytes, `event_store.client.${type}`);
  return new statuses.Status().setCode(code).setMessage(type).setDetails(details);
}

function batchWrongVersion(expected: Expected, current: bigint | undefined): shared.WrongExpectedVersion {
  const wrong = new shared.WrongExpectedVersion();
  if (current === undefined) wrong.setCurrentNoStream(new empties.Empty());
  else wrong.setCurrentStreamRevision(String(current));
  if (expected === 'no-stream') return wrong.setExpectedNoStream(new empties.Empty());
  if (expected === 'stream-exists') return wrong.setExpectedStreamExists(new empties.Empty());
  if (expected === 'any') return wrong.setExpectedAny(new empties.Empty());
  return wrong.setExpectedStreamPosition(String(expected));
}

type Expecting = { hasNoStream: () => boolean; hasStreamExists: () => boolean };

/** What a write expects of its stream. */
export function expectedBy(
  options: Expecting &
    (
      | { hasRevision: () => boolean; getRevision: () => string }
      | { hasStreamPosition: () => boolean; getStreamPosition: () => string }
    ),
): Expected {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasStreamExists()) return 'stream-exists';
  if ('hasRevision' in options) return options.hasRevision() ? BigInt(options.getRevision()) : 'any';
  return options.hasStreamPosition() ? BigInt(options.getStreamPosition()) : 'any';
}
