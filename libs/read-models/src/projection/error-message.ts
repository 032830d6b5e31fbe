/** By shape, since a class does not cross the border of a thread or a realm. */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

/** The same error for another thread, with its message and its code. What SQLite throws would lose its message on the way. */
export const plainError = (error: unknown): Error => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? { code: error.code } : {};
  return Object.assign(new Error(messageOf(error), { cause: error }), code);
};
