import { describe, expect, it } from '@jest/globals';
import { KEY } from './entry-keys.js';
import { dossierNameOf } from './new-dossier.js';

describe('the name of a new dossier', () => {
  it.each([
    ['tariffs.yaml', 'tariffs'],
    ['Talks on Tariffs (2).YML', 'talks-on-tariffs-2'],
    ['Négociations.yaml', 'negociations'],
    ['eu_china', 'eu-china'],
    ['稀土.yaml', 'dossier'],
    ['-.yaml', 'dossier'],
  ])('of the file %s is %s', (file, name) => expect(dossierNameOf(file)).toBe(name));
  it('is a key, however long the name of the file is', () => {
    expect(dossierNameOf(`${'a b '.repeat(100)}.yaml`)).toMatch(KEY);
  });
});
