import { describe, expect, it } from '@jest/globals';
import { ED25519, generateSignerKey } from '#ledger/note-key.js';
import { readConfig } from './config.js';

const SHARED = {
  SHARED_SECRET: 's'.repeat(32),
  LEDGER_KEY: generateSignerKey('record.example.org/talks', ED25519),
};
const read = (EVENTSTOREDB_URL: string) => readConfig({ ...SHARED, EVENTSTOREDB_URL }).eventStoreDbUrl;

describe('the EventStoreDB, as it is configured', () => {
  it('is one node, or several of a cluster', () => {
    for (const url of [
      'esdb://localhost?tls=false',
      'esdb://admin:changeit@eventstore:2113',
      'esdb://rapporteur:s%40fe%3A@a:2113,b:2113,c:2113?tls=true&tlsCAFile=/certs/ca/ca.crt',
      'esdb+discover://rapporteur:safe@cluster.example.org:2113?keepAliveInterval=10000',
    ])
      expect(read(url)).toBe(url);
  });
  it('is none where nothing is said of it', () => {
    expect(readConfig({ EVENTSTOREDB_URL: ' ' }).eventStoreDbUrl).toBeUndefined();
  });
  it.each(['SHARED_SECRET', 'LEDGER_KEY'])('is nothing for an instance that would make its own %s', (name) => {
    const env = { ...SHARED, EVENTSTOREDB_URL: 'esdb://localhost:2113?tls=false', [name]: '' };
    expect(() => readConfig(env)).toThrow(`${name} is not set, and with EVENTSTOREDB_URL it must be`);
  });
  it.each([
    'http://admin:changeit@localhost:2113',
    'esdb:localhost:2113?tls=false',
    'esdb://?tls=false',
    'esdb://a,?tls=false',
    'esdb://localhost:port?tls=false',
    'esdb://localhost/?tls=false',
    'esdb://[::1]:2113?tls=false',
    'esdb://admin:half@way@localhost:2113',
    'esdb://admin:a:b@localhost:2113',
    'esdb://admin:100%@localhost:2113',
  ])('is not "%s"', (url) => {
    expect(() => read(url)).toThrow('EVENTSTOREDB_URL is no connection string. Give esdb://user:password@host:2113');
  });
  it('is discovered by one host alone', () => {
    expect(() => read('esdb+discover://admin:changeit@a:2113,b:2113')).toThrow('Give several hosts as esdb://a,b,c.');
  });
  it.each(['esdb://localhost:2113', 'esdb://a,b,c?tls=true&tlsCAFile=/certs/ca.crt'])(
    'lets nobody in by TLS without a password: %s',
    (url) => {
      expect(() => read(url)).toThrow('EVENTSTOREDB_URL has no user:password@');
    },
  );
  it.each(['tlsVerifyCert=false', 'tls', 'tlsCAFile=', 'throwOnAppendFailure=false', 'tls=false&&'])(
    'knows no option "%s"',
    (option) => {
      expect(() => read(`esdb://admin:changeit@localhost:2113?${option}`)).toThrow(
        'EVENTSTOREDB_URL has an option that is none here, or no value for one. The options are tls, tlsCAFile,',
      );
    },
  );
  it('is with TLS or without', () => {
    expect(() => read('esdb://localhost:2113?tls=no')).toThrow(
      'EVENTSTOREDB_URL has a tls that is neither true nor false.',
    );
  });
  it('keeps its password to itself, whatever is wrong', () => {
    for (const url of [
      'http://admin:hush@localhost',
      'esdb+discover://admin:hush@a,b',
      'esdb://admin:hush@a?hush=1',
      'esdb://admin:1?hush=@a',
      'esdb://admin:hush@a?tls=hush',
    ]) {
      expect(() => read(url)).toThrow('EVENTSTOREDB_URL');
      expect(() => read(url)).not.toThrow('hush');
    }
  });
});
