import type { Position as Place } from '@eventstore/db-client';
import type { Position } from '../event-store.js';

/** The position that stands for the end of the log; there is no event at it. */
const NOWHERE = 0xffff_ffff_ffff_ffffn;
const DIGITS = 20;
const FORM = /^(\d{20})\/(\d{20})$/;

/** Commit and prepare position, 20 digits each, so that the texts sort in the order of delivery. */
export const toPosition = ({ commit, prepare }: Place): Position => {
  const [by, at] = [whole(commit), whole(prepare)];
  if (by < 0n || by >= NOWHERE || at < 0n || at >= NOWHERE)
    throw new RangeError(`${by}/${at} is not the position of an event`);
  return `${String(by).padStart(DIGITS, '0')}/${String(at).padStart(DIGITS, '0')}`;
};

/** The client's type is bigint, but it may return a number or a text. */
const whole = (number: bigint | number | string): bigint => BigInt(number);

/** The commit position of an event that was committed with itself, as all events are that this service has written. */
export const numberOf = (position: Position): bigint | undefined => {
  const { commit, prepare } = toServerPosition(position);
  return commit === prepare ? commit : undefined;
};

/** @throws RangeError for a number that is no position */
export const positionOf = (number: bigint): Position => toPosition({ commit: number, prepare: number });

/** @throws RangeError for a position of another engine */
export const toServerPosition = (position: Position): Place => {
  const [, commit, prepare] = FORM.exec(position) ?? [];
  if (commit === undefined || prepare === undefined) throw new RangeError(`${position} is not a position of this log`);
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
};
