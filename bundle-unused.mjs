/** In place of a package that is imported, and never used. */
export const glob = () => {
  throw new Error('"glob" is left out of the bundles. Leave it in (bundle-options.mjs) if something uses it.');
};
