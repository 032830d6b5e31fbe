/** How a status is drawn: a shape of its own, never a colour alone. What no fact tells of is broken. */
const SWATCHES: Readonly<Record<string, string>> = {
  'in-force': 'inforce',
  'not-yet': 'notyet',
  suspended: 'suspended',
  expired: 'expired',
  removed: 'expired',
  unknown: 'perhaps',
};

export const swatchOf = (status: string, isEasing: boolean, isTold: boolean): string =>
  `${status === 'in-force' && isEasing ? 'easing' : (SWATCHES[status] ?? 'none')}${isTold ? '' : ' hence'}`;
