let guard: Readonly<{ mayLeave: () => boolean; here: string }> | undefined;

/** Asks before the Back button leads to another screen. @returns how to ask no more */
export const guardBack = (ask: () => boolean): (() => void) => {
  const own = { mayLeave: ask, here: location.href };
  guard = own;
  return () => {
    if (guard === own) guard = undefined;
  };
};

/**
 * Hears of the Back button before the router does: a window calls its listeners in the order in which they came, so this is called before
 * anything is shown.
 */
export const startBackGuard = (): void =>
  addEventListener('popstate', (event) => {
    if (guard === undefined || guard.mayLeave()) return;
    // The browser is at the other address already; the page goes there only if the router hears of it.
    event.stopImmediatePropagation();
    history.pushState(null, '', guard.here);
  });
