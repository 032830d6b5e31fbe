import { describe, expect, it } from '@jest/globals';
import { whyTooOld } from './node-version.js';

describe('a version of Node.js', () => {
  it.each(['22.14.0', '22.14.1', '22.15.0', '23.0.0', '24.21.0', '100.0.0', '24.0.0-nightly20250101'])(
    'of %s is new enough for >=22.14.0',
    (version) => expect(whyTooOld(version, '>=22.14.0')).toBeUndefined(),
  );
  it.each(['22.11.9', '22.9.0', '22.2.12', '20.20.2', '9.99.99'])(
    'of %s is too old, and the message says what to do',
    (version) =>
      expect(whyTooOld(version, '>=22.14.0')).toContain(
        `Node.js ${version} is too old: install Node.js 22.14.0 or later, or start through npm`,
      ),
  );
});
