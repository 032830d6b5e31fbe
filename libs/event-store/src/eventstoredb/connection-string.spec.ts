import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ED25519 } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';
import { readConfig } from '#config/config.js';

const folder = mkdtempSync(join(tmpdir(), 'rapporteur-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const CA = fileOf('ca.crt', 'of our own\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
const KEY = fileOf('user.key', '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n');
const WORDS = fileOf('words.pem', 'some words\n');

const SHARED = {
  SHARED_SECRET: 's'.repeat(32),
  ID_KEY: 'i'.repeat(32),
  LEDGER_KEY: generateSignerKey('record.example.org/talks', ED25519),
};
const read = (EVENTSTOREDB_URL: string) => readConfig({ ...SHARED, EVENTSTOREDB_URL }).engine.options;

describe('the configuration of EventStoreDB', () => {
  it('is one node, or several nodes of a cluster', () => {
    for (const url of [
      'esdb://localhost?tls=false',
      'esdb://admin:changeit@eventstore:2113',
      `esdb://rapporteur:s%40fe%3A@a:2113,b:2113,c:2113?tls=true&tlsCAFile=${encodeURIComponent(CA)}`,
      `esdb://rapporteur:safe@a:2113?userCertFile=${CA}&userKeyFile=${KEY}&connectionName=talks&defaultDeadline=5000`,
      'esdb://a:2113,b:2113?tls=false&nodePreference=readOnlyReplica&keepAliveInterval=-1&tlsCAFile=/unused.crt',
      'esdb+discover://rapporteur:safe@cluster.example.org:2113?keepAliveInterval=10000',
    ])
      expect(read(url)).toBe(url);
  });
  it('is undefined if not set', () => {
    expect(readConfig({ EVENTSTOREDB_URL: ' ' }).engine.name).not.toBe('eventstoredb');
  });
  it.each(['SHARED_SECRET', 'ID_KEY', 'LEDGER_KEY'])('is refused without a configured %s', (name) => {
    const env = { ...SHARED, EVENTSTOREDB_URL: 'esdb://localhost:2113?tls=false', [name]: '' };
    expect(() => readConfig(env)).toThrow(`${name} is not set. With EVENTSTOREDB_URL it is required`);
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
  ])('refuses "%s"', (url) => {
    expect(() => read(url)).toThrow('EVENTSTOREDB_URL is not a connection string. Give esdb://user:password@host:2113');
  });
  it.each(['db.example.org:2113', 'localhost,db.example.org', '127.0.0.1.example.org'])(
    'sends no password without TLS to %s',
    (hosts) => {
      const refused = () => read(`esdb://bob:secret@${hosts}?tls=false`);
      expect(refused).toThrow('EVENTSTOREDB_URL has a password and tls=false');
      expect(refused).not.toThrow('secret');
      expect(() => read(`esdb://bob:secret@${hosts}`)).not.toThrow();
      expect(() => read('esdb://bob:secret@localhost:2113,127.0.0.1?tls=false')).not.toThrow();
    },
  );
  it('accepts only one host for discovery', () => {
    expect(() => read('esdb+discover://admin:changeit@a:2113,b:2113')).toThrow('Give several hosts as esdb://a,b,c.');
  });
  it.each(['esdb://localhost:2113', 'esdb://a,b,c?tls=true&maxDiscoverAttempts=3'])(
    'requires a password for TLS: %s',
    (url) => {
      expect(() => read(url)).toThrow('EVENTSTOREDB_URL has no user:password@');
    },
  );
  it.each(['tlsVerifyCert=false', 'tls', 'tlsCAFile=', 'throwOnAppendFailure=false', 'tls=false&&'])(
    'refuses the unknown option "%s"',
    (option) => {
      expect(() => read(`esdb://admin:changeit@localhost:2113?${option}`)).toThrow(
        'EVENTSTOREDB_URL has an unknown option, or an option without a value. The options are tls, tlsCAFile,',
      );
    },
  );
  it.each([
    ['tls=no', 'EVENTSTOREDB_URL has a wrong tls. Give true or false.'],
    ['nodePreference=Leaderr', 'a wrong nodePreference. Give leader, follower, read_only_replica, random.'],
    ['maxDiscoverAttempts=often', 'a wrong maxDiscoverAttempts. Give a positive whole number.'],
    ['discoveryInterval=1.5', 'a wrong discoveryInterval. Give a positive whole number.'],
    ['gossipTimeout=0', 'a wrong gossipTimeout. Give a positive whole number.'],
    ['defaultDeadline=3s', 'a wrong defaultDeadline. Give a positive whole number.'],
    ['keepAliveInterval=-2', 'a wrong keepAliveInterval. Give a positive whole number, or -1 for never.'],
    ['keepAliveTimeout=', 'an unknown option, or an option without a value.'],
    ['connectionName=100%', 'a connectionName with an invalid % escape. Write % as %25.'],
    ['userKeyFile=/a.key', 'one of userCertFile and userKeyFile. Give both, or neither.'],
  ])('reports a wrong option and its allowed values: %s', (option, problem) => {
    expect(() => read(`esdb://admin:changeit@localhost:2113?${option}`)).toThrow(problem);
  });
  it.each(['tlsCAFile', 'userCertFile', 'userKeyFile'])(
    'reports which file of %s cannot be used, and why',
    (option) => {
      const holds = (file: string, problem: string | RegExp) => {
        const others = option === 'tlsCAFile' ? '' : `&userCertFile=${CA}&userKeyFile=${KEY}`;
        const url = `esdb://admin:changeit@localhost:2113?${`${others}&${option}=${encodeURIComponent(file)}`.slice(1)}`;
        expect(() => read(url)).not.toThrow('changeit');
        expect(() => read(url)).toThrow(problem);
      };
      const missing = join(folder, 'no such.pem');
      holds(
        missing,
        `EVENTSTOREDB_URL names the file ${missing} as ${option}, but it cannot be read: there is no such file. Put the`,
      );
      holds('ca/here.crt', `names the file ${resolve('ca/here.crt')} as ${option}`);
      holds(folder, `names the file ${folder} as ${option}, but it cannot be read: it is a folder.`);
      holds(
        WORDS,
        new RegExp(
          `names the file ${WORDS} as ${option}, but it contains no (certificate|private key). Give one in PEM`,
        ),
      );
    },
  );
  it('never prints the password, whatever is wrong', () => {
    for (const url of [
      'http://admin:hush@localhost',
      'esdb+discover://admin:hush@a,b',
      'esdb://admin:hush@a?hush=1',
      'esdb://admin:1?hush=@a',
      'esdb://admin:hush@a?tls=hush',
      'esdb://admin:hush@a?tlsCAFile=/nowhere.crt',
      'esdb://admin:1?nodePreference=hush@a',
    ]) {
      expect(() => read(url)).toThrow('EVENTSTOREDB_URL');
      expect(() => read(url)).not.toThrow('hush');
    }
  });
});
