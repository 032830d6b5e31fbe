/** The address without its query: what is searched for is nobody's business in a log or an answer. */
export const pathOf = ({ url }: { url: string }) => url.split('?', 1)[0] ?? '/';
