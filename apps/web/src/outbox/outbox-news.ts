import type { Box } from './box.js';

/** What is told of a box: something in it is another, or all of it is gone. */
export type OutboxNews = 'changed' | 'gone';

const channelOf = ({ owner }: Box) => new BroadcastChannel(`outbox of ${owner}`);

/** Tells all windows, this one too. */
export const tellWindows = (box: Box, news: OutboxNews) => {
  const channel = channelOf(box);
  channel.postMessage(news);
  channel.close();
};

/** @returns what ends it */
export const hearWindows = (box: Box, hear: (news: OutboxNews) => void): (() => void) => {
  const channel = channelOf(box);
  channel.addEventListener('message', ({ data }: MessageEvent<OutboxNews>) => hear(data));
  return () => channel.close();
};
