import { textOf } from './compose.js';

export const DOCKERFILE = textOf('Dockerfile');

/** The words of an instruction, including its continuation lines. */
export const instructions = (name: string) =>
  [...DOCKERFILE.replaceAll('\\\n', ' ').matchAll(new RegExp(`^${name} +(.*)$`, 'gm'))].map(([, rest]) => rest!);
/** The variables that the image sets. */
export const imageEnv = () =>
  Object.fromEntries(instructions('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=', 2))));
