/** The route of a feed. Its key is a secret. */
export const FEED_PATH = '/v1/feeds/:key/calendar.ics';
/** What stands for a key in a log or a response. Keys begin with `feed_`. */
const KEY = /feed_[\w-]+|(?<=\/v1\/feeds\/)[^/]*(?=\/calendar\.ics)/g;

/**
 * The URL without the scheme and authority of `GET http://ana:secret@example.org/v1` (RFC 9112, section 3.2.2):
 * user names and passwords must not reach a log or a response.
 */
export const addressOf = ({ url }: { url: string }) => url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '') || '/';

/** The path without the query, since search terms must not reach a log or a response either, nor the key of a feed. */
export const pathOf = (request: { url: string }) => withoutKey(addressOf(request).split('?', 1)[0] || '/');

/** A key is found in other spellings, too: the router reads `%66eed_` as `feed_`. */
const withoutKey = (path: string): string => {
  const plain = decoded(path);
  const hidden = plain.replaceAll(KEY, ':key');
  return hidden === plain ? path : hidden;
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // no router has read it either
  }
};
