/** @throws Error if the metrics lack it: what is not measured proves nothing */
export const figureIn = (metrics: string, name: string): number => {
  const told = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1];
  const figure = Number(told);
  if (told === undefined || !Number.isFinite(figure)) throw new Error(`/metrics has ${told ?? 'nothing'} as ${name}`);
  return figure;
};
