export const HEADLINE = 'headline';

/** Where the reader goes on once what they pressed is gone. */
export const focusHeadline = () => document.getElementById(HEADLINE)?.focus();
