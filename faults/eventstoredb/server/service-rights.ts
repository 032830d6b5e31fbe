import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

/**
 * Gives a user the rights of the service, as docs/OPERATIONS.md says. `url`: with an administrator. `more`: rights that OPERATIONS
 * denies.
 */
export const giveServiceRights = async (
  url: string,
  username: string,
  more: readonly ('$d' | '$mw')[] = [],
): Promise<void> => {
  const client = EventStoreDBClient.connectionString(url);
  await client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', username] } });
  const admins = '$admins';
  const data = {
    $userStreamAcl: {
      $r: username,
      $w: username,
      $d: admins,
      $mr: username,
      $mw: admins,
      ...Object.fromEntries(more.map((right) => [right, [admins, username]])),
    },
    $systemStreamAcl: { $r: admins, $w: admins, $d: admins, $mr: admins, $mw: admins },
  };
  await client.appendToStream('$settings', jsonEvent({ type: 'update-default-acl', data }));
  await client.dispose();
};

/** The address of a server for another user. */
export const urlFor = (url: string, { username, password }: Readonly<{ username: string; password: string }>): string =>
  url.replace(/\/\/.*@/, `//${username}:${encodeURIComponent(password)}@`);

/** The whole output of a service on a server without users, if nothing else is wrong. On a busy machine, notes may take too long. */
export const SAID_WITHOUT_USERS =
  /^\{"level":40,[^\n]*EVENTSTOREDB_URL names no user[^\n]*\}\n(?:\{"level":40,[^\n]*The last requests of people with subscriptions cannot be noted now[^\n]*\}\n)*$/;
