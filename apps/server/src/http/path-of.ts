/**
 * The URL without the scheme and authority of `GET http://ana:secret@example.org/v1` (RFC 9112, section 3.2.2):
 * user names and passwords must not reach a log or a response.
 */
export const addressOf = ({ url }: { url: string }) => url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '') || '/';

/** The path without the query, since search terms must not reach a log or a response either. */
export const pathOf = (request: { url: string }) => addressOf(request).split('?', 1)[0] || '/';
