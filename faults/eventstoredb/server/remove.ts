import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { admit } from './admit.js';
import { expectedBy } from './append.js';
import { streamNameIn } from './messages.js';
import type { Node } from './node.js';
import { streamDeleted, wrongExpectedVersion } from './refusals.js';

type Request = streams.DeleteReq | streams.TombstoneReq;

/** @returns where it was written; undefined if it is answered already, or never will be */
async function remove(
  node: Node,
  call: ServerUnaryCall<Request, unknown>,
  hard: boolean,
  refuse: (error: ReturnType<typeof streamDeleted>) => void,
): Promise<string | undefined> {
  const options = call.request.getOptions();
  const stream = streamNameIn(options?.getStreamIdentifier());
  const admission = await admit(node, call, 'delete', stream);
  if (admission.is === 'refused') refuse(admission.error);
  if (admission.is !== 'on') return undefined;

  const expected = options ? expectedBy(options) : 'any';
  const outcome = node.log.remove(stream, expected, hard);
  if (outcome.result === 'deleted') refuse(streamDeleted(stream));
  if (outcome.result === 'wrong-version') refuse(wrongExpectedVersion(stream, expected, outcome.current));
  return outcome.result === 'written' ? String(outcome.position) : undefined;
}

export async function softDelete(
  node: Node,
  call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>,
  answer: sendUnaryData<streams.DeleteResp>,
): Promise<void> {
  const at = await remove(node, call, false, answer);
  if (at === undefined) return;
  const position = new streams.DeleteResp.Position().setCommitPosition(at).setPreparePosition(at);
  answer(null, new streams.DeleteResp().setPosition(position));
}

export async function tombstone(
  node: Node,
  call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
  answer: sendUnaryData<streams.TombstoneResp>,
): Promise<void> {
  const at = await remove(node, call, true, answer);
  if (at === undefined) return;
  const position = new streams.TombstoneResp.Position().setCommitPosition(at).setPreparePosition(at);
  answer(null, new streams.TombstoneResp().setPosition(position));
}
