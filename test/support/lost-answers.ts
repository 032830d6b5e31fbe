import type { Page, Route } from 'playwright-core';

/** The next request of a page to this address waits until it is released. */
export const held = async (page: Page, address: string, method: string) => {
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  const hold = async (route: Route) => {
    if (route.request().method() !== method) return route.fallback();
    isAsked();
    await isReleased;
    return route.fallback();
  };
  await page.route(address, hold);
  return {
    asked,
    release: async () => {
      release();
      await page.unroute(address, hold);
    },
  };
};
export const dropConnection = (route: Route) => route.abort('connectionreset');
/** The service has recorded it, and cannot say so in time. */
export const answerOutcomeUnknown = (route: Route) =>
  route.fulfill({
    status: 503,
    contentType: 'application/problem+json',
    body: JSON.stringify({ status: 503, code: 'outcome-unknown', detail: 'Whether this was recorded is not known.' }),
  });
/** The first answer to what a page sends to this address is lost, after it is on record. @returns the key and the revision of each sending */
export const losing = async (page: Page, address: string, end: (route: Route) => Promise<void> = dropConnection) => {
  const sent: (readonly (string | undefined)[])[] = [];
  await page.route(address, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    const headers = route.request().headers();
    sent.push([headers['idempotency-key'], headers['if-match']]);
    if (sent.length > 1) return route.fallback();
    await route.fetch();
    return end(route);
  });
  return sent;
};
/** It has done what it can, and then could not note it. */
export const answerNotesUnavailable = (route: Route) =>
  route.fulfill({
    status: 503,
    contentType: 'application/problem+json',
    body: JSON.stringify({ status: 503, code: 'notes-unavailable', detail: 'This cannot be kept at the moment.' }),
  });
/** The answer to what a page sends next to this address is lost, after it is done. */
export const loseNext = (page: Page, address: string, end: (route: Route) => Promise<void> = dropConnection) =>
  page.route(
    address,
    async (route) => {
      await route.fetch();
      return end(route);
    },
    { times: 1 },
  );
