/** What a feed can be: the meetings as a calendar, or what was recorded last as news. */
export const FEED_FORMS = ['calendar', 'activity'] as const;
export type FeedForm = (typeof FEED_FORMS)[number];
/** The file that a feed is fetched as. */
const FEED_FILES: Readonly<Record<FeedForm, string>> = { calendar: 'calendar.ics', activity: 'activity.atom' };
/** The routes of feeds, whose keys are secrets. */
export const feedPath = (form: FeedForm) => `/v1/feeds/:key/${FEED_FILES[form]}`;

/**
 * The URL without the scheme and authority of `GET http://ana:secret@example.org/v1` (RFC 9112, section 3.2.2):
 * user names and passwords must not reach a log or a response.
 */
export const addressOf = ({ url }: { url: string }) => url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '') || '/';

/** The path without the query, since search terms must not reach a log or a response either, nor the key of a feed. */
export const pathOf = (request: { url: string }) => withoutKey(addressOf(request).split('?', 1)[0] || '/');

/**
 * What may be a key is hidden in each spelling, also of an address that was broken by a mail program or that no router reads:
 * after `/v1/feeds/` all but ids and the names of routes, and elsewhere whatever follows `feed_`.
 */
const withoutKey = (path: string): string => {
  const plain = decoded(path);
  const [feeds = ''] = /^\/+v1\/+feeds(?:\/+|$)/i.exec(plain) ?? [];
  const rest = plain.slice(feeds.length);
  const hidden = feeds === '' ? plain : feeds + rest.split('/').map(hiddenUnlessKnown).join('/');
  const safe = hidden.replaceAll(/feed_[^/]*/gi, ':key');
  return safe === plain ? path : safe;
};

const hiddenUnlessKnown = (segment: string): string => (KNOWN.test(segment) ? segment : ':key');
const FILES = Object.values(FEED_FILES).map((file) => file.replaceAll('.', String.raw`\.`));
const KNOWN = new RegExp(String.raw`^(?:|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|key|${FILES.join('|')})$`, 'i');

/** Decoded as often as it is encoded, but for what cannot be. Keys are of ASCII. */
const decoded = (path: string): string => {
  let [plain, before] = [path, ''];
  for (let n = 0; n < MOST_DECODED && plain !== before; n++) {
    before = plain;
    plain = plain.replaceAll(/%([0-7][\da-f])/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
  }
  return plain;
};
const MOST_DECODED = 5;
