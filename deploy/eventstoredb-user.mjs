/**
 * Gives EventStoreDB the user of the service, with no more rights than it needs: it reads $all, and reads and appends to streams.
 * It can neither delete a stream nor change who may do what. Safe to run again: a user who is there already gets the password.
 *
 * EVENTSTOREDB_URL: connection string with the user `admin`. EVENTSTORE_USER_PASSWORD: the password of the user.
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
/** With credentials on the call, the client has a deadline for an append. Without TLS they are not sent. */
const admin = { credentials: { username: login, password: secret } };

/** The cluster forwards it to its leader. */
const post = async (path, body) => {
  const answer = await fetch(`${scheme}://${hosts.split(',')[0]}/users/${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ok: answer.ok, text: await answer.text() };
};

/** A user of an earlier run gets the password, too: it is the one that the instances have. */
const makeUser = async () => {
  const created = await post('', { loginName: USER, fullName: 'The service', groups: [], password });
  if (created.ok) return 'was created';
  if (created.status !== 409) throw new Error(`the user ${USER} cannot be created: ${created.status} ${created.text}`);
  const reset = await post(`${USER}/command/reset-password`, { newPassword: password });
  if (!reset.ok)
    throw new Error(
      `the user ${USER} is there already, and its password cannot be set: ${reset.status} ${reset.text}. If it is not the one in EVENTSTORE_USER_PASSWORD, set that by hand, or the instances are refused`,
    );
  return 'was there already, has the password in EVENTSTORE_USER_PASSWORD now';
};

/** Who may do what with a stream that has no rules of its own. Members of $admins may do everything anyway. */
const DEFAULTS = {
  // It reads metadata, to say how a stream was cut.
  $userStreamAcl: { $r: USER, $w: USER, $d: '$admins', $mr: USER, $mw: '$admins' },
  $systemStreamAcl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' },
};

const client = EventStoreDBClient.connectionString(url);
try {
  const state = await makeUser();
  await client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', USER] } }, admin);
  await client.appendToStream('$settings', jsonEvent({ type: 'update-default-acl', data: DEFAULTS }), admin);
  process.stdout.write(`The user ${USER} ${state}, and may read $all and append to streams.\n`);
} catch (error) {
  fail(`${error.message}${error.cause?.code === undefined ? '' : ` (${error.cause.code})`}`);
} finally {
  await client.dispose();
}
