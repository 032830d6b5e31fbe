/**
 * Tells whether what a read has found may be shown: not once a read that began later has been shown, since a read may end before one that began
 * earlier. Call it when a read begins, and what it returns when the read has ended.
 */
export const newestRead = (): (() => () => boolean) => {
  let begun = 0;
  let shown = 0;
  return () => {
    const own = ++begun;
    return () => {
      shown = Math.max(shown, own);
      return shown === own;
    };
  };
};
