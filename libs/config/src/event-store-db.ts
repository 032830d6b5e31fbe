type Text = (name: 'EVENTSTOREDB_URL' | 'SHARED_SECRET' | 'LEDGER_KEY') => string;
type Must = (holds: boolean, problem: string) => void;

/** What may follow the hosts. Of any other the client prints the whole connection string, with the password in it. */
const OPTIONS = [
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'connectionName',
  'nodePreference',
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'defaultDeadline',
  'keepAliveInterval',
  'keepAliveTimeout',
];

/** A colon, an at sign or a slash in a name or a password is written with a percent sign: %3A, %40, %2F. */
const CONNECTION = /^esdb(\+discover)?:\/\/(?:([^\s:@/?#,]+:[^\s:@/?#,]+)@)?([^\s@/?#]*)(?:\?([^\s?#]*))?$/;
const HOST = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d{1,5})?$/i;

/** The connection string of the EventStoreDB that keeps the log; undefined where it is a file in DATA_DIR. */
export const readEventStoreDb = (text: Text, must: Must): string | undefined => {
  const url = readEventStoreDbUrl(text('EVENTSTOREDB_URL'), must);
  if (url === undefined) return undefined;
  // One of each for all instances, so that none of them can make its own.
  for (const name of ['SHARED_SECRET', 'LEDGER_KEY'] as const)
    must(
      text(name) !== '',
      `${name} is not set, and with EVENTSTOREDB_URL it must be: the same one for every instance.`,
    );
  return url;
};

/** Undefined where there is none. What is told to be wrong with it never repeats it. */
export const readEventStoreDbUrl = (url: string, must: Must): string | undefined => {
  if (url === '') return undefined;
  const [whole, discover, credentials = '', hosts = '', query = ''] = CONNECTION.exec(url) ?? [];
  must(
    whole !== undefined && isDecodable(credentials) && hosts.split(',').every((host) => HOST.test(host)),
    'EVENTSTOREDB_URL is no connection string. Give esdb://user:password@host:2113, several hosts with commas between them, then ?tls=…; in the password, write what is neither a letter nor a digit as %40.',
  );
  must(
    discover === undefined || !hosts.includes(','),
    'EVENTSTOREDB_URL discovers by one host alone (esdb+discover). Give several hosts as esdb://a,b,c.',
  );
  const options = new Map(query.split('&').map((pair) => pair.split('=', 2) as [string, string | undefined]));
  must(
    query === '' || [...options].every(([key, value = '']) => OPTIONS.includes(key) && value !== ''),
    `EVENTSTOREDB_URL has an option that is none here, or no value for one. The options are ${OPTIONS.join(', ')}.`,
  );
  const tls = options.get('tls') ?? 'true';
  must(['true', 'false'].includes(tls), 'EVENTSTOREDB_URL has a tls that is neither true nor false.');
  must(
    tls !== 'true' || credentials !== '',
    'EVENTSTOREDB_URL has no user:password@ before its hosts, and with TLS it needs them. Give a user who may read $all.',
  );
  return url;
};

const isDecodable = (text: string): boolean => !/%(?![\da-f]{2})/i.test(text);
