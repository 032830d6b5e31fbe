/** `event` is left out for a notice. `retryMs`: how long the client waits before it connects again. */
type Message = Readonly<{
  event?: string | undefined;
  id?: string | undefined;
  data?: object | undefined;
  retryMs?: number | undefined;
}>;

/** One message of a stream (WHATWG HTML, "Server-sent events"). JSON has no line break, so `data` is one line. */
export const messageText = ({ event, id, data, retryMs }: Message): string =>
  [
    ...(retryMs === undefined ? [] : [`retry: ${retryMs}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
    '\n',
  ].join('\n');

/** A comment, which clients ignore. It keeps the connection open in proxies. */
export const HEARTBEAT = Buffer.from(': heartbeat\n\n');
