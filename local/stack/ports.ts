/** The servers of the stack, in the order of their ports. */
export const SERVERS = [
  'web',
  'api',
  'stream',
  'seald',
  'ssks',
  'issuer',
  'dynamodb',
  'secrets-manager',
  'sqs',
  'files',
] as const;

export type Server = (typeof SERVERS)[number];
export type Ports = Record<Server, number>;

export const DEFAULT_PORT = 4000;
const LAST_PORT = 65_535;
const HIGHEST = LAST_PORT - SERVERS.length + 1;

/** Reads the variable `PORT`: the front door's port, the other servers follow it; 0 picks free ones. Throws for anything else. */
export const readPort = (text: string | undefined): number => {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port === 0 || (port >= 1 && port <= HIGHEST)) return port;
  throw new Error(`PORT must be a whole number from 1 to ${HIGHEST}, or 0 for free ports.`);
};

/** The port of each server: all 0 (any free one) when `first` is. */
export const portsFrom = (first: number): Ports =>
  Object.fromEntries(SERVERS.map((server, index) => [server, first && first + index])) as Ports;

/** Says which server's port is taken and the way on; any other error is given back as it is. */
export const explainPortInUse = (error: unknown, ports: Ports): unknown => {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  const server = SERVERS.find((name) => ports[name] === port);
  const what = code === 'EACCES' ? 'may not be used by you' : 'is in use by another program';
  return new Error(
    `Port ${port}, for ${server}, ${what}. End that program, or begin at another port: PORT=<number> npm start (PORT=0 picks free ones).`,
    { cause: error },
  );
};
