import { toHex } from '#ledger/primitives.js';
import { Injectable } from '@nestjs/common';
import { Ledger } from '#ledger/storage/ledger.js';
import { Problem } from '../http/problem.js';
import type { CodeAt } from '../http/problem-codes/problem-codes.js';
import { LogFollower } from '../log/log-follower.js';
import { TokenPlaces } from '../query/token-places.js';

/** `at`: when its token was issued, in ms since 1970. `leaf`: that of its event in the ledger, in hex; empty before the first event. */
export type LogPlace = Readonly<{ ordinal: number; at: number; leaf: string }>;

/** The places in the log up to which somebody may have read. */
@Injectable()
export class PlacesInLog {
  constructor(
    private readonly places: TokenPlaces,
    private readonly follower: LogFollower,
    private readonly ledger: Ledger,
  ) {}

  /** The place that a token names, or why it names none of this log. @throws Problem 503, Unavailable */
  async find(token: string): Promise<LogPlace | Problem> {
    try {
      const { ordinal, at, notice } = await this.places.exact(token);
      if (notice !== undefined) return fault('consistency-token-of-notice', OF_NOTICE);
      // Another instance may have recorded it a moment ago.
      if (ordinal > this.follower.head) await this.follower.upToDate();
      if (ordinal > this.follower.head) return fault('consistency-token-of-later-state', LATER);
      const leaf = this.ledger.leaf(ordinal);
      return { ordinal, at, leaf: leaf === undefined ? '' : toHex(leaf) };
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 503) throw error;
      return error.code === 'consistency-token-of-another-log'
        ? fault(error.code, OF_ANOTHER_LOG)
        : fault('consistency-token-malformed', NOT_OURS);
    }
  }
}

const NOT_OURS = 'This service did not issue this token. Send the Consistency-Token of an answer.';
const OF_NOTICE = 'This is the id of a notice. Send the Consistency-Token of an answer.';
const OF_ANOTHER_LOG = 'This Consistency-Token belongs to another log. Read again, and send the token of that.';
const LATER =
  'This Consistency-Token is of a later state than this log has: it was restored. Read again, and send the token of that.';

const fault = (code: CodeAt<400 | 409>, detail: string) =>
  new Problem(code, detail, { errors: [{ pointer: '/token', code, detail }] });
