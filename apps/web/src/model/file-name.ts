/**
 * The name that a service gives a file (RFC 6266): the one in all letters, else the one in Latin letters. Undefined if it gives none, or one
 * that cannot be read.
 */
export const fileNameIn = (disposition: string | null): string | undefined => {
  const told = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(disposition ?? '')?.[1];
  const name = told === undefined ? /;\s*filename="([^"]+)"/i.exec(disposition ?? '')?.[1] : decoded(told);
  return name === '' ? undefined : name;
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return undefined;
  }
};
