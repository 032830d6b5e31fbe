import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { admit } from './admit.js';
import type { Member } from './membership.js';
import type { Node } from './node.js';

/** Lists the members of the cluster, and the leader. */
export async function tellGossip(
  node: Node,
  call: ServerUnaryCall<shared.Empty, gossip.ClusterInfo>,
  answer: sendUnaryData<gossip.ClusterInfo>,
): Promise<void> {
  const admission = await admit(node, call, 'gossip');
  if (admission.is === 'refused') answer(admission.error);
  if (admission.is === 'on') answer(null, new gossip.ClusterInfo().setMembersList(node.members().map(toMemberInfo)));
}

function toMemberInfo({ id, endpoint, isLeader, isAlive }: Member): gossip.MemberInfo {
  const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
  return new gossip.MemberInfo()
    .setInstanceId(new shared.UUID().setString(id))
    .setTimeStamp(String(BigInt(Date.now()) * 10_000n))
    .setState(isLeader ? LEADER : FOLLOWER)
    .setIsAlive(isAlive)
    .setHttpEndPoint(new gossip.EndPoint().setAddress(endpoint.host).setPort(endpoint.port));
}

const STREAMS = 'event_store.client.streams.streams';
const METHODS = ['read', 'append', 'delete', 'tombstone', 'batchappend'];

/** Lists the features of the server, which the client requests before its default append. */
export async function tellFeatures(
  node: Node,
  call: ServerUnaryCall<shared.Empty, features.SupportedMethods>,
  answer: sendUnaryData<features.SupportedMethods>,
): Promise<void> {
  const admission = await admit(node, call, 'features');
  if (admission.is === 'refused') answer(admission.error);
  if (admission.is !== 'on') return;
  const methods = METHODS.map((name) =>
    new features.SupportedMethod()
      .setServiceName(STREAMS)
      .setMethodName(name)
      .setFeaturesList(name === 'read' ? ['position', 'events'] : []),
  );
  answer(null, new features.SupportedMethods().setEventStoreServerVersion('24.10.0').setMethodsList(methods));
}
