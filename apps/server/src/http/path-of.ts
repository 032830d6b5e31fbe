/**
 * The address without what may stand before the path in `GET http://ana:secret@example.org/v1` (RFC 9112, section 3.2.2):
 * a name or a password is nobody's business in a log or an answer.
 */
export const addressOf = ({ url }: { url: string }) => url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '') || '/';

/** The path of an address, without the query: nor is what is searched for. */
export const pathOf = (request: { url: string }) => addressOf(request).split('?', 1)[0] || '/';
