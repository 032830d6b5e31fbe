/** How long a line that hangs is waited for; on the screen that works without one, not for long. */
const HANGING_MS = 5_000;
const HANGING_ELSEWHERE_MS = 30_000;

export const isForm = () => location.pathname.endsWith('/record');
export const untilItHangs = () => AbortSignal.timeout(isForm() ? HANGING_MS : HANGING_ELSEWHERE_MS);
