import { describe, expect, it } from '@jest/globals';
import { denyForeign } from './loopback-guard.js';

const asked = (headers: Record<string, string>, originalUrl = '/v1/negotiations') =>
  denyForeign({ headers, originalUrl })?.code;

describe('a service without login', () => {
  it.each(['localhost', 'LocalHost:3000', '127.0.0.1', '127.0.0.1:80', '127.9.8.7:3000', '[::1]', '[::1]:3000'])(
    'responds at %s',
    (host) => expect(asked({ host })).toBeUndefined(),
  );
  it.each([
    'example.org',
    'example.org:3000',
    '10.0.0.1',
    '0.0.0.0:3000',
    'localhost.example.org',
    'localhost.',
    '127.0.0.1.example.org',
    '127.example.org',
    'example.org@127.0.0.1',
    '[::2]',
    '[::ffff:10.0.0.1]',
    '',
  ])('does not respond at %j', (host) => expect(asked({ host })).toBe('foreign-host'));
  it('does not respond to a request target with another host, whatever Host says', () => {
    const host = '127.0.0.1:3000';
    expect(asked({ host }, 'http://127.0.0.1:3000/v1/negotiations')).toBeUndefined();
    expect(asked({ host }, 'http://example.org/v1/negotiations')).toBe('foreign-host');
    expect(asked({ host }, 'HTTP://ana:secret@127.0.0.1/')).toBe('foreign-host');
    expect(asked({ host }, '/v1/negotiations?q=http://example.org/')).toBeUndefined();
  });
  it('responds without a Host header, since browsers always send one', () => {
    expect(asked({})).toBeUndefined();
  });
  it.each(['http://localhost:8080', 'https://127.0.0.1', 'http://[::1]:3000'])('responds to a page of %s', (origin) =>
    expect(asked({ host: 'localhost', origin })).toBeUndefined(),
  );
  it.each(['null', 'https://example.org', 'http://localhost.example.org', 'file://', 'http://localhost:3000/', ''])(
    'does not respond to a page of %j',
    (origin) => expect(asked({ host: 'localhost', origin })).toBe('foreign-origin'),
  );
});
