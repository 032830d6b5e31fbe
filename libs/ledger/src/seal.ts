import { entryOf, type Seal, type Unsealed } from './entry.js';
import { random16 } from './random.js';

export const seal = (event: Unsealed): Seal => {
  const salt = random16().toString('hex');
  return { salt, entry: entryOf(salt, event) };
};
