/**
 * The path of an address, without the query: what is searched for is nobody's business in a log or an answer. Nor is a name
 * or a password in `GET http://ana:secret@example.org/v1` (RFC 9112, section 3.2.2).
 */
export const pathOf = ({ url }: { url: string }) =>
  url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').split('?', 1)[0] || '/';
