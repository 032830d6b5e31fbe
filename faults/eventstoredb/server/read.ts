import { randomUUID } from 'node:crypto';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream, ServiceError } from '@grpc/grpc-js';
import { admit } from './admit.js';
import { pass, type Strike } from './faults.js';
import { firstReadable, isSoftDeleted, type Recorded } from './log.js';
import { matching, streamIdentifier, streamNameIn, toReadResp } from './messages.js';
import type { Node, ReadKind } from './node.js';
import { bareRefusal, noRecordAt, notLeader, streamDeleted, unavailable, unexplained } from './refusals.js';

type Call = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
type Options = streams.ReadReq.Options;

/** The largest unsigned 64-bit number: some clients use it for the end. */
const END = 18_446_744_073_709_551_615n;
/** The number of events that a filter checks before it reports its position, if the client sets none. */
const WINDOW = 32;

/** A read: `at` is the place of the first event, and `end` the current end of this node. */
type Source = Readonly<{
  events: readonly Recorded[];
  first: () => number;
  end: () => number;
  at: number;
  after: bigint;
}>;
type Sought = Source | 'not-found' | ServiceError;

/** Reads a stream or `$all`, once or for as long as the subscription is open. */
export async function read(node: Node, call: Call): Promise<void> {
  const options = call.request.getOptions();
  if (!options) return void call.end();
  const live = options.hasSubscription();
  const kind = kindOf(options);
  const stream = options.hasStream() ? streamNameIn(options.getStream()?.getStreamIdentifier()) : '$all';
  if (!live) {
    node.counts.reads[kind]++;
    node.onRead?.(kind, stream);
  }
  const goesBack = !live && kind === 'all-backwards';
  const admission = await admit(node, call, live ? 'subscribe' : 'read', stream, goesBack);
  if (admission.is === 'lost') return;
  if (admission.is === 'ended') return void call.end();
  if (admission.is === 'refused') return void call.emit('error', admission.error);

  const source = options.hasStream() ? inStream(node, options) : inAll(node, options);
  if (source === 'not-found') return sayNotFound(call, options);
  if ('code' in source) return void call.emit('error', source);
  node.open.add(call);
  await (live ? subscribe(node, call, source, options) : readOnce(node, call, source, options));
  node.open.delete(call);
}

const isBackwards = (options: Options) =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;

const kindOf = (options: Options): ReadKind =>
  `${options.hasStream() ? 'stream' : 'all'}-${isBackwards(options) ? 'backwards' : 'forwards'}`;

function sayNotFound(call: Call, options: Options): void {
  const stream = streamIdentifier(streamNameIn(options.getStream()?.getStreamIdentifier()));
  call.write(
    new streams.ReadResp().setStreamNotFound(new streams.ReadResp.StreamNotFound().setStreamIdentifier(stream)),
  );
  call.end();
}

/** A read starts at the event that it names, a subscription after it. */
function inStream(node: Node, options: Options): Sought {
  const asked = options.getStream();
  const name = streamNameIn(asked?.getStreamIdentifier());
  const live = options.hasSubscription();
  const stream = () => node.log.streams.get(name);
  if (stream()?.tombstoned) return streamDeleted(name);

  // A subscription may wait for a stream that does not exist yet.
  const events: readonly Recorded[] = stream()?.events ?? [];
  const visible = () => {
    const all = stream()?.events ?? events;
    let count = all.length;
    while (count > 0 && all[count - 1]!.index >= node.length()) count--;
    return count;
  };
  const first = () => {
    const found = stream();
    return found ? firstReadable(found, visible()) : 0;
  };
  // A stream whose events are all too old or too many still exists: a read of it is empty.
  const existing = stream();
  if (!live && (visible() === 0 || !existing || isSoftDeleted(existing))) return 'not-found';
  return {
    get events() {
      return stream()?.events ?? events;
    },
    first,
    end: visible,
    at: asked?.hasRevision() ? Number(asked.getRevision()) + (live ? 1 : 0) : placeOf(asked, options, visible()),
    after: -1n,
  };
}

function inAll(node: Node, options: Options): Sought {
  const asked = options.getAll();
  const live = options.hasSubscription();
  const source = { events: node.log.events, first: () => 0, end: node.length };
  const text = asked?.getPosition()?.getCommitPosition();
  const position = text === undefined ? undefined : BigInt(text);
  if (position === undefined || position === END)
    return { ...source, at: position === END ? node.length() : placeOf(asked, options, node.length()), after: -1n };

  if (!node.log.isPlace(position)) return noRecordAt();
  return { ...source, at: node.log.indexOf(position), after: live ? position : -1n };
}

const placeOf = (asked: { hasEnd: () => boolean } | undefined, options: Options, end: number) => {
  if (asked?.hasEnd()) return end;
  return isBackwards(options) ? -1 : 0;
};

async function readOnce(node: Node, call: Call, source: Source, options: Options): Promise<void> {
  const backwards = isBackwards(options);
  const matches = matching(options.getFilter());
  const step = backwards ? -1 : 1;
  let left = Number(options.getCount());
  let sent = 0;
  let at = backwards ? Math.min(source.at, source.end() - 1) : Math.max(source.at, source.first());
  for (; left > 0 && at >= source.first() && at < source.end(); at += step) {
    const record = source.events[at]!;
    if (node.log.isScavenged(record) || !matches(record)) continue;
    if (!(await deliver(node, call, record, sent))) return;
    left--;
    sent++;
  }
  if (!isOver(call)) call.end();
}

async function subscribe(node: Node, call: Call, source: Source, options: Options): Promise<void> {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID());
  await send(call, new streams.ReadResp().setConfirmation(confirmation));

  const filter = options.getFilter();
  const matches = matching(filter);
  const window = (filter?.hasMax() ? filter.getMax() : WINDOW) * (filter?.getCheckpointintervalmultiplier() || 1);
  let [at, looked, isCaughtUp] = [source.at, 0, false];
  while (!isOver(call)) {
    at = Math.max(at, source.first());
    for (; at < source.end() && !isOver(call); at++) {
      const record = source.events[at]!;
      if (record.position <= source.after || node.log.isScavenged(record)) continue;
      if (matches(record) && !(await deliver(node, call, record))) return;
      if (filter && ++looked % window === 0) await send(call, checkpoint(record));
    }
    if (!isCaughtUp) await send(call, new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
    isCaughtUp = true;
    if (at >= source.end()) await until(call, (done) => node.onNews(done));
  }
}

function checkpoint({ position }: Recorded): streams.ReadResp {
  const at = String(position);
  return new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint().setCommitPosition(at).setPreparePosition(at),
  );
}

/** `sent`: how many events of this read were sent before. @returns false if nothing more is to be sent */
async function deliver(node: Node, call: Call, record: Recorded, sent = 0): Promise<boolean> {
  const { late, strike } = node.faults.at('event');
  await pass(late);
  if (strike && !(await outlives(node, call, strike, sent))) return false;
  if (isOver(call)) return false;
  node.counts.events++;
  await send(call, toReadResp(record));
  return !isOver(call);
}

/** Whether the reader continues after a fault: a silenced one waits until the fault is lifted. */
async function outlives(node: Node, call: Call, { fault, lifted }: Strike, sent: number): Promise<boolean> {
  switch (fault.name) {
    case 'stalls':
    case 'silent':
      if (lifted.aborted || (fault.name === 'stalls' && sent < (fault.each ?? 0))) return true;
      await until(call, (done) => {
        lifted.addEventListener('abort', done);
        return () => lifted.removeEventListener('abort', done);
      });
      return true;
    case 'reset':
      node.cut(call.getPeer());
      return false;
    case 'restart':
      node.restart(fault);
      return false;
    case 'polite-end':
      call.end();
      return false;
    case 'not-leader':
      call.emit('error', notLeader(fault.leader ?? node.endpoint()));
      return false;
    case 'bare-refusal':
      call.emit('error', bareRefusal(fault.exception));
      return false;
    case 'unavailable':
      call.emit('error', unavailable());
      return false;
    case 'unexplained':
      call.emit('error', unexplained());
      return false;
    case 'slow':
    case 'conflict':
    case 'full-disk':
    case 'lost-reply':
      return true;
  }
}

/** Writes, and waits for slow clients, by the flow control of HTTP/2. */
async function send(call: Call, message: streams.ReadResp): Promise<void> {
  if (isOver(call) || call.write(message)) return;
  await until(call, (done) => {
    call.on('drain', done);
    return () => call.off('drain', done);
  });
}

/** The client is gone, or the server has ended the call. */
const isOver = (call: Call) => call.cancelled || call.writableEnded;
const OVER = ['cancelled', 'finish', 'close'] as const;

/** Waits until it is `done`, or the call is over. `listen` returns a function that ends its listening. */
async function until(call: Call, listen: (done: () => void) => () => void): Promise<void> {
  if (isOver(call)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      stop();
      for (const event of OVER) call.off(event, done);
      resolve();
    };
    for (const event of OVER) call.on(event, done);
    const stop = listen(done);
  });
}
