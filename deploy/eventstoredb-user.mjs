/**
 * Gives EventStoreDB the user of the service, with no more rights than it needs: it reads $all, and reads and appends to streams.
 * It can neither delete a stream nor change who may do what. Safe to run again.
 *
 * EVENTSTOREDB_URL: connection string with the user `admin`. EVENTSTORE_USER_PASSWORD: the password of the new user.
 */
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

const USER = 'rapporteur';
const { EVENTSTOREDB_URL: url = '', EVENTSTORE_USER_PASSWORD: password = '' } = process.env;
const fail = (why) => {
  process.stderr.write(`eventstoredb-user: ${why}\n`);
  process.exit(2);
};

const [, credentials, hosts, options = ''] = /^esdb:\/\/([^@]+)@([^?]+)(?:\?(.*))?$/.exec(url) ?? [];
if (credentials === undefined)
  fail('EVENTSTOREDB_URL is no connection string with a user: esdb://admin:password@host:2113');
if (password === '') fail('EVENTSTORE_USER_PASSWORD is not set');

const scheme = /(?:^|&)tls=false/.test(options) ? 'http' : 'https';
const [login, secret] = credentials.split(':').map(decodeURIComponent);
const authorization = `Basic ${Buffer.from(`${login}:${secret}`).toString('base64')}`;

/** The cluster forwards it to its leader. */
const createUser = async () => {
  const answer = await fetch(`${scheme}://${hosts.split(',')[0]}/users/`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ loginName: USER, fullName: 'The service', groups: [], password }),
  });
  const text = await answer.text();
  if (answer.status === 409) return 'is there already';
  if (!answer.ok) throw new Error(`the user ${USER} cannot be created: ${answer.status} ${text}`);
  return 'was created';
};

/** Who may do what with a stream that has no rules of its own. Members of $admins may do everything anyway. */
const DEFAULTS = {
  // It reads metadata, to say how a stream was cut.
  $userStreamAcl: { $r: USER, $w: USER, $d: '$admins', $mr: USER, $mw: '$admins' },
  $systemStreamAcl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' },
};

const client = EventStoreDBClient.connectionString(url);
try {
  const state = await createUser();
  await client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', USER] } });
  await client.appendToStream('$settings', jsonEvent({ type: 'update-default-acl', data: DEFAULTS }));
  process.stdout.write(`The user ${USER} ${state}, and may read $all and append to streams.\n`);
} catch (error) {
  fail(`${error.message}${error.cause?.code === undefined ? '' : ` (${error.cause.code})`}`);
} finally {
  await client.dispose();
}
