type Coded = NodeJS.ErrnoException & { port?: number; address?: string };
const isCoded = (error: unknown) => typeof (error as Coded | null)?.code === 'string';

/** What kept the service from starting, in one line that says what to do. */
export const explain = (error: unknown): string => {
  const { cause, message } = error as Error;
  const { code, path, port, address } = (isCoded(error) ? error : (cause ?? {})) as Coded;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${address} is in use. Stop what listens there, or choose another with PORT (0 takes a free one).`;
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return `the data folder cannot be written (${code}${path ? `, ${path}` : ''}). Choose another with DATA_DIR, or change its rights.`;
    case 'ENOSPC':
    case 'SQLITE_FULL':
      return `the disk of the data folder is full. Free some space and start again; nothing is lost.`;
    case 'EADDRNOTAVAIL':
      return `this machine has no address ${address}. Choose another with HOST.`;
    default:
      return message;
  }
};
