import type { ConsistencyTokens, NoticePlace } from '../http/consistency-token.js';
import { NOTICE_TYPE, NOTICES } from './notice-schemas.js';
import { messageText } from './server-sent-events.js';
import { lostIn, type Notice, noticesFor, noticesForAll, type Reader, type Window } from './window.js';

/** One window as it is sent. What several streams get is made once. */
export class Telling {
  private readonly forAll = new Map<boolean, readonly Notice[]>();
  private readonly bytes = new Map<Notice, Buffer>();

  constructor(
    private readonly window: Window,
    private readonly tokens: Pick<ConsistencyTokens, 'issueForNotice'>,
  ) {}

  /** What a reader gets who was told of the window up to a place, or had come to its beginning. */
  messagesFor(reader: Reader, { negotiationId: past = '' }: NoticePlace, only: string | undefined): Buffer | undefined {
    const due = this.noticesFor(reader).filter(
      ({ negotiationId }) => negotiationId > past && (only === undefined || negotiationId === only),
    );
    return due.length === 0 ? undefined : Buffer.concat(due.map((notice) => this.message(notice)));
  }

  /** Whether a reader has lost what they were told of. */
  hasEndedFor(reader: Reader, since: number, only: string | undefined): boolean {
    const lost = lostIn(this.window, reader, since);
    return only === undefined ? lost.length > 0 : lost.includes(only);
  }

  private noticesFor(reader: Reader): readonly Notice[] {
    const { seesGrants, person, admits } = reader;
    if (this.window.accesses.has(person)) return noticesFor(this.window, reader);
    let shared = this.forAll.get(seesGrants);
    if (shared === undefined) this.forAll.set(seesGrants, (shared = noticesForAll(this.window, seesGrants)));
    return shared.filter(({ negotiationId }) => admits(negotiationId));
  }

  private message(notice: Notice): Buffer {
    const known = this.bytes.get(notice);
    if (known !== undefined) return known;
    const { after, upTo } = this.window;
    const { negotiationId, kinds, at } = notice;
    const id = this.tokens.issueForNotice({ after, upTo, negotiationId });
    const data = {
      specversion: '1.0',
      id,
      source: NOTICES,
      type: NOTICE_TYPE,
      subject: negotiationId,
      time: at,
      datacontenttype: 'application/json',
      data: { negotiationId, kinds },
    };
    const bytes = Buffer.from(messageText({ id, data }));
    this.bytes.set(notice, bytes);
    return bytes;
  }
}
