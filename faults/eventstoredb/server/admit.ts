import type { Metadata, ServiceError } from '@grpc/grpc-js';
import { type Fault, type Occasion, pass } from './faults.js';
import type { Counts, Node } from './node.js';
import type { Deed } from './users.js';
import { bareRefusal, noLeader, notLeader, unavailable, unexplained } from './refusals.js';

/** The common part of all gRPC calls. */
type Call = Readonly<{ metadata: Metadata; getPeer: () => string }>;

/**
 * `spoilt`: the call continues, and the append applies the fault. `lost`: nothing is ever answered. `ended`: without an
 * error.
 */
export type Admission =
  | Readonly<{ is: 'on' | 'lost' | 'ended' }>
  | Readonly<{ is: 'refused'; error: ServiceError }>
  | Readonly<{ is: 'spoilt'; by: Extract<Fault, { name: 'conflict' | 'lost-reply' }> }>;

const WRITES: readonly Occasion[] = ['append', 'batch-append', 'delete'];

/**
 * Counts a call, and decides its fate: first by faults, then by the user, then by the leader. `stream`: what it is about, such
 * as `$all`; calls about none are open to everybody. `isBackwards`: it reads `$all` so.
 */
export async function admit(
  node: Node,
  call: Call,
  occasion: keyof Counts['calls'],
  stream?: string,
  isBackwards = false,
): Promise<Admission> {
  node.counts.calls[occasion]++;
  for (const place of isBackwards ? ([occasion, 'backwards'] as const) : [occasion]) {
    const { late, strike } = node.faults.at(place, stream);
    await pass(late);
    if (strike) return struck(node, call, strike.fault);
  }

  const denied = stream === undefined ? undefined : node.refuses(call.metadata, deedOf(occasion), stream);
  if (denied) return { is: 'refused', error: denied };

  const leader = node.leader();
  const mustLead = String(call.metadata.get('requires-leader')[0]) === 'true';
  if (mustLead && leader?.port !== node.endpoint().port)
    return { is: 'refused', error: leader ? notLeader(leader) : noLeader() };
  // A follower forwards a write to the leader.
  if (WRITES.includes(occasion) && !leader) return { is: 'refused', error: unavailable() };
  return { is: 'on' };
}

function deedOf(occasion: Occasion): Deed {
  if (occasion === 'delete') return 'delete';
  return WRITES.includes(occasion) ? 'write' : 'read';
}

function struck(node: Node, call: Call, fault: Fault): Admission {
  switch (fault.name) {
    case 'silent':
      return { is: 'lost' };
    case 'reset':
      node.cut(call.getPeer());
      return { is: 'lost' };
    case 'restart':
      node.restart(fault);
      return { is: 'lost' };
    case 'full-disk':
      node.end();
      return { is: 'lost' };
    case 'polite-end':
      return { is: 'ended' };
    case 'not-leader':
      return { is: 'refused', error: notLeader(fault.leader ?? node.endpoint()) };
    case 'bare-refusal':
      return { is: 'refused', error: bareRefusal(fault.exception) };
    case 'unavailable':
      return { is: 'refused', error: unavailable() };
    case 'unexplained':
      return { is: 'refused', error: unexplained() };
    case 'conflict':
    case 'lost-reply':
      return { is: 'spoilt', by: fault };
    case 'slow':
    case 'stalls':
      return { is: 'on' };
  }
}
