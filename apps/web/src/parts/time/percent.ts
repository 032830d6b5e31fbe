/** A part of the axis, as CSS takes it. */
export const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;
