import { createServer } from 'node:net';
import { SERVERS } from '../../../local/stack/ports.ts';

/** The first of as many free ports in a row as a stack has servers: a part that starts again needs its own port. */
export const freePorts = async (): Promise<number> => {
  for (let first = 21_000 + Math.floor(Math.random() * 200) * 50; ; first += SERVERS.length)
    if ((await Promise.all(SERVERS.map((_, n) => isFree(first + n)))).every(Boolean)) return first;
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
