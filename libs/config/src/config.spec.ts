import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from './config.js';

describe('the configuration', () => {
  it('needs no setting at all', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      recorderName: 'clerk',
      replayMemory: 128,
      logLevel: 'info',
      sharedSecret: undefined,
    });
  });
  it('takes every setting from the environment', () => {
    const env = {
      PORT: '0',
      HOST: '::1',
      DATA_DIR: '/srv/record',
      RECORDER_NAME: 'Ana',
      SHARED_SECRET: 's'.repeat(32),
      REPLAY_MEMORY_MB: '64',
      LOG_LEVEL: 'debug',
    };
    expect(readConfig(env)).toEqual({
      port: 0,
      host: '::1',
      dataDir: '/srv/record',
      recorderName: 'Ana',
      sharedSecret: 's'.repeat(32),
      replayMemory: 64,
      logLevel: 'debug',
    });
  });
  it('names everything that is wrong at once', () => {
    const read = () =>
      readConfig({
        PORT: '70000',
        HOST: '0.0.0.0',
        SHARED_SECRET: 'short',
        LOG_LEVEL: 'loud',
        RECORDER_NAME: 'n'.repeat(201),
        REPLAY_MEMORY_MB: '0',
      });
    expect(read).toThrow(ConfigError);
    for (const name of ['PORT', 'HOST', 'SHARED_SECRET', 'LOG_LEVEL', 'RECORDER_NAME', 'REPLAY_MEMORY_MB'])
      expect(read).toThrow(name);
  });
});
