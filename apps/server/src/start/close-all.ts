/** What has to be closed, in the order in which it was opened. */
export type Closing = (() => unknown)[];

/**
 * Runs every step once, the last one first, even if others fail.
 * @throws the first error, after all steps
 */
export const closeAll = async (closing: Closing): Promise<void> => {
  const errors: unknown[] = [];
  for (const step of closing.splice(0).toReversed())
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  if (errors.length > 0) throw errors[0];
};
