import { describe, expect, it } from '@jest/globals';
import { IdKey } from '#ledger/id-key.js';
import { COSIGNATURE, ED25519, formatVerifierKey } from '#ledger/note-key.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { ConfigError } from './config-error.js';
import { readConfig } from './config.js';

const KEY = generateSignerKey('record.example.org/talks', ED25519);
const witnessKey = (name: string) =>
  formatVerifierKey(parseSignerKey(generateSignerKey(name, COSIGNATURE), COSIGNATURE));
const WITNESS = witnessKey('witness.example.org');
const OTHER = witnessKey('other.example.org');

describe('the configuration', () => {
  it('has a default for every setting', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      recorderName: 'clerk',
      login: undefined,
      engine: { name: 'sqlite' },
      ladder: ['public', 'restreint', 'confidentiel', 'secret', 'tres-secret'],
      offlineClearance: 'public',
      replayMemory: 128,
      scrubEventsPerSecond: 1000,
      clockJump: 300,
      viewsCheckSeconds: 86_400,
      limits: {
        requestsPerMinute: undefined,
        maxConnections: 1000,
        connectionsPerAddress: undefined,
        requestSeconds: 30,
        logSeconds: 10,
        bodyMemory: 64,
        refusalLogSeconds: 10,
        trustedProxies: [],
      },
      withoutEffect: [],
      logLevel: 'info',
      sharedSecret: undefined,
    });
  });
  it('reads every setting from the environment', () => {
    const env = {
      PORT: '0',
      HOST: '::1',
      DATA_DIR: '/srv/record',
      RECORDER_NAME: 'Ana',
      MARKING_LEVELS: 'open, closed',
      OFFLINE_CLEARANCE: 'closed',
      PUBLIC_URL: 'https://record.example.org/talks/',
      PUSH_CLEARANCE: 'closed / trade / energy',
      WEBHOOK_ALLOW: 'Hooks.internal, 10.0.0.0/8',
      WEBHOOK_RETRY_SECONDS: '5, 60',
      SHARED_SECRET: 's'.repeat(32),
      ID_KEY: `${'n'.repeat(32)},${'o'.repeat(40)} , lost-3fa`,
      LEDGER_KEY: KEY,
      LEDGER_ORIGIN: 'another.example.org',
      WITNESSES: `http://127.0.0.1:4000 ${WITNESS}, https://other.example.org/log ${OTHER}`,
      SIGNING_INTERVAL_SECONDS: '20',
      SIGNING_BOUND_SECONDS: '120',
      WITNESS_INTERVAL_SECONDS: '5',
      REPLAY_MEMORY_MB: '64',
      SCRUB_EVENTS_PER_SECOND: '50',
      CLOCK_JUMP_SECONDS: '60',
      CLOCK_SKEW_SECONDS: '2',
      VIEWS_CHECK_SECONDS: '3600',
      RATE_LIMIT_PER_MINUTE: '600',
      FAILED_LOGINS_PER_MINUTE: '5',
      MAX_CONNECTIONS: '50',
      MAX_CONNECTIONS_PER_ADDRESS: '20',
      REQUEST_TIMEOUT_SECONDS: '10',
      LOG_TIMEOUT_SECONDS: '5',
      BODY_MEMORY_MB: '16',
      REFUSAL_LOG_SECONDS: '0',
      TRUSTED_PROXIES: '10.0.0.7, 2001:db8::/32',
      LOG_LEVEL: 'debug',
      SIGHTS: '2',
    };
    expect(readConfig(env)).toEqual({
      corsOrigins: [],
      port: 0,
      host: '::1',
      login: undefined,
      ladder: ['open', 'closed'],
      offlineClearance: 'closed',
      push: {
        publicUrl: 'https://record.example.org/talks',
        clearance: { level: 'closed', compartments: ['energy', 'trade'] },
        webhookAllow: { hosts: ['hooks.internal'], networks: ['10.0.0.0/8'] },
        webhookRetries: [5, 60],
      },
      dataDir: '/srv/record',
      engine: { name: 'sqlite', options: null },
      recorderName: 'Ana',
      sharedSecret: 's'.repeat(32),
      idKeys: { keys: [new IdKey('n'.repeat(32)), new IdKey('o'.repeat(40))], lost: ['3fa'] },
      ledgerKey: KEY,
      ledgerOrigin: 'another.example.org',
      witnesses: [
        { url: 'http://127.0.0.1:4000', verifierKey: WITNESS },
        { url: 'https://other.example.org/log', verifierKey: OTHER },
      ],
      signingInterval: 20,
      signingBound: 120,
      witnessInterval: 5,
      replayMemory: 64,
      scrubEventsPerSecond: 50,
      clockJump: 60,
      clockSkew: 2,
      viewsCheckSeconds: 3600,
      limits: {
        requestsPerMinute: 600,
        failedLoginsPerMinute: 5,
        maxConnections: 50,
        connectionsPerAddress: 20,
        requestSeconds: 10,
        logSeconds: 5,
        bodyMemory: 16,
        refusalLogSeconds: 0,
        trustedProxies: ['10.0.0.7', '2001:db8::/32'],
      },
      withoutEffect: ['SIGHTS'],
      logLevel: 'debug',
    });
  });
  it('rejects a witness key that occurs twice, even with different URLs', () => {
    const WITNESSES = `http://127.0.0.1:4000 ${WITNESS}, http://127.0.0.1:4001 ${WITNESS}`;
    expect(() => readConfig({ WITNESSES })).toThrow('WITNESSES names the same key twice. Name each witness once.');
  });
  it('takes exact origins of pages, and only with a login', () => {
    const login = { OIDC_ISSUER: 'https://login.example.org', OIDC_AUDIENCE: 'rapporteur' };
    const CORS_ORIGINS = 'https://a.example.org, https://b.example.org:8443,http://localhost:5173';
    expect(readConfig({ ...login, CORS_ORIGINS }).corsOrigins).toEqual([
      'https://a.example.org',
      'https://b.example.org:8443',
      'http://localhost:5173',
    ]);
    expect(readConfig(login).corsOrigins).toEqual([]);
    for (const wrong of [
      '*',
      'null',
      'a.example.org',
      'https://a.example.org/',
      'https://*.example.org',
      'http://a.example.org',
    ])
      expect(() => readConfig({ ...login, CORS_ORIGINS: wrong })).toThrow(`CORS_ORIGINS has "${wrong}".`);
    expect(() => readConfig({ CORS_ORIGINS })).toThrow('CORS_ORIGINS is set without a login (OIDC_ISSUER).');
  });
  it.each([
    ['SIGNING_BOUND_SECONDS', 'a number of seconds from SIGNING_INTERVAL_SECONDS (10) to 99999.', '99999'],
    ['WITNESS_INTERVAL_SECONDS', 'a number of seconds from 1 to 99999.', '99999'],
    ['REPLAY_MEMORY_MB', 'a number of megabytes from 1 to 99999.', '99999'],
    ['SCRUB_EVENTS_PER_SECOND', 'a number of events from 1 to 1000000.', '1000000'],
    ['CLOCK_JUMP_SECONDS', 'a number of seconds from 1 to 99999.', '99999'],
    ['CLOCK_SKEW_SECONDS', 'a number of seconds from 1 to 999.', '999'],
    ['VIEWS_CHECK_SECONDS', 'a number of seconds from 1 to 999999.', '999999'],
    ['REQUEST_TIMEOUT_SECONDS', 'a number of seconds from 1 to 9999.', '9999'],
    ['LOG_TIMEOUT_SECONDS', 'a number of seconds from 1 to 600.', '600'],
    ['BODY_MEMORY_MB', 'a number of megabytes from 8 to 99999.', '99999'],
    ['MAX_CONNECTIONS', 'a number of connections from 1 to 999999.', '999999'],
    ['MAX_CONNECTIONS_PER_ADDRESS', 'a number of connections from 1 to 999999, or 0 for no limit.', '999999'],
    ['REFUSAL_LOG_SECONDS', 'a number of seconds from 0 to 3600.', '3600'],
    ['FAILED_LOGINS_PER_MINUTE', 'a number from 1 to 9999999.', '9999999'],
    ['RATE_LIMIT_PER_MINUTE', 'a number of requests from 1 to 9999999, or 0 for no limit.', '9999999'],
  ])('accepts %s up to the stated maximum, and no more', (name, range, most) => {
    expect(() => readConfig({ [name]: most })).not.toThrow();
    for (const wrong of ['99999999', `${Number(most) + 1}`, '-1', '1e3'])
      expect(() => readConfig({ [name]: wrong })).toThrow(`${name} is "${wrong}". Give ${range}`);
  });
  it('reports all problems at once', () => {
    const read = () =>
      readConfig({
        PORT: '70000',
        HOST: '0.0.0.0',
        SHARED_SECRET: 'short',
        ID_KEY: `short,${'n'.repeat(32)}`,
        LOG_LEVEL: 'loud',
        RECORDER_NAME: 'n'.repeat(201),
        LEDGER_KEY: KEY.slice(0, -1),
        LEDGER_ORIGIN: 'two words',
        WITNESSES: `witness.example.org ${WITNESS}, http://127.0.0.1:1 ${KEY}`,
        SIGNING_INTERVAL_SECONDS: '0',
        SIGNING_BOUND_SECONDS: 'long',
        WITNESS_INTERVAL_SECONDS: '0',
        REPLAY_MEMORY_MB: '0',
        CLOCK_JUMP_SECONDS: '0',
        RATE_LIMIT_PER_MINUTE: 'many',
        FAILED_LOGINS_PER_MINUTE: '0',
        MAX_CONNECTIONS: '0',
        REQUEST_TIMEOUT_SECONDS: '1.5',
        LOG_TIMEOUT_SECONDS: '0',
        BODY_MEMORY_MB: '7',
        TRUSTED_PROXIES: 'proxy.example.org, 10.0.0.7, 0.0.0.0/0, 10.0.0.0/33',
      });
    expect(read).toThrow(ConfigError);
    expect(read).not.toThrow(KEY.slice(0, -1));
    for (const name of [
      'LEDGER_KEY',
      'LEDGER_ORIGIN',
      'SIGNING_INTERVAL',
      'SIGNING_BOUND',
      'WITNESSES has "witness',
      'WITNESSES has no',
      'WITNESS_INTERVAL',
      'PORT',
      'HOST',
      'SHARED_SECRET',
      'ID_KEY',
      'LOG_LEVEL',
      'RECORDER_NAME',
      'REPLAY_MEMORY_MB',
      'CLOCK_JUMP_SECONDS',
      'RATE_LIMIT_PER_MINUTE',
      'FAILED_LOGINS_PER_MINUTE',
      'MAX_CONNECTIONS',
      'REQUEST_TIMEOUT_SECONDS',
      'LOG_TIMEOUT_SECONDS',
      'BODY_MEMORY_MB',
      'TRUSTED_PROXIES has "proxy',
      'TRUSTED_PROXIES has "0.0.0.0/0',
      'TRUSTED_PROXIES has "10.0.0.0/33',
    ])
      expect(read).toThrow(name);
  });
});
