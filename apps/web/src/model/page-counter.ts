/** What stands in a sentence in place of its page numbers, which only a printing browser knows. */
export const PAGE_NUMBERS = { page: '<page>', pages: '<pages>' };

/** "Page <page> of <pages>" as the content of a margin box (CSS): the numbers are counters. */
export const pageCounter = (sentence: string): string =>
  JSON.stringify(sentence).replace(/<(pages?)>/g, (_, name: string) => `" counter(${name}) "`);
