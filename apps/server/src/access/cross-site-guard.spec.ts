import { describe, expect, it } from '@jest/globals';
import { denyCrossSite } from './cross-site-guard.js';

const asked = (site: string | undefined, method = 'GET', mode = 'cors', dest = 'empty') =>
  denyCrossSite({
    method,
    headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest },
  })?.code;

describe('a request from a browser', () => {
  it.each(['same-origin', 'same-site', 'none', undefined])('is accepted from %s', (site) => {
    expect(asked(site)).toBeUndefined();
    expect(asked(site, 'POST')).toBeUndefined();
  });
  it.each([
    ['a script', 'GET', 'cors', 'empty'],
    ['a script that cannot read the answer', 'POST', 'no-cors', 'empty'],
    ['an image', 'GET', 'no-cors', 'image'],
    ['a frame', 'GET', 'navigate', 'iframe'],
    ['an embedded object', 'GET', 'navigate', 'object'],
    ['a form', 'POST', 'navigate', 'document'],
  ])('is refused from %s of another site', (_what, method, mode, dest) => {
    expect(asked('cross-site', method, mode, dest)).toBe('cross-site-request');
  });
  it('is accepted if somebody follows a link from another site', () => {
    expect(asked('cross-site', 'GET', 'navigate', 'document')).toBeUndefined();
  });
});
