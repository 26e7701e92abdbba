import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export type Listening = { address: string; port: number };

/** The sockets of this process that wait for connections, as Linux lists them: those of all servers that a test started in itself. */
export const listeningSockets = (): Listening[] => {
  const own = new Set(readdirSync('/proc/self/fd').map(inodeOf));
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENS && own.has(fields[9] ?? ''))
    .map(([, local = '']) => {
      const [address = '', port = ''] = local.split(':');
      return { address: readable(address), port: Number.parseInt(port, 16) };
    });
};

const LISTENS = '0A';

const inodeOf = (descriptor: string): string => {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor}`))?.[1] ?? '';
  } catch {
    return ''; // the one that listed the folder
  }
};

/** An IPv4 address stands there in hexadecimal, the last byte first. */
const readable = (address: string): string =>
  address.length === 8 ? [...Buffer.from(address, 'hex')].reverse().join('.') : address;
