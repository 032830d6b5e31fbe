/** How figures are told in a few numbers. */

const sorted = (values) => Float64Array.from(values).toSorted();

/** The lower of the two in the middle, if there are two. */
export const median = (values) => sorted(values)[(values.length - 1) >> 1];

/** @param share such as 0.99 */
export const quantile = (values, share) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];

/**
 * The area under the ROC curve: how probable it is that one of `others` is greater than one of `values`, where equal ones
 * count half. 0.5: nothing tells them apart.
 */
export const areaUnderCurve = (values, others) => {
  const all = [...values.map((value) => ({ value, other: 0 })), ...others.map((value) => ({ value, other: 1 }))];
  all.sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    while (to < all.length && all[to].value === all[from].value) to++;
    // Equal values share the mean of their ranks, which count from 1.
    const rank = (from + 1 + to) / 2;
    for (; from < to; from++) ranks += rank * all[from].other;
  }
  const [n, m] = [values.length, others.length];
  return (ranks - (m * (m + 1)) / 2) / (n * m);
};

/** How long something takes, in ms. */
export const timed = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};
