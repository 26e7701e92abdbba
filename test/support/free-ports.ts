import { createServer } from 'node:net';
import { SERVERS } from '../../local/stack/ports.ts';

/**
 * The first of as many free ports in a row as a stack has servers, below those that the system gives by itself: for a part that starts again on its own
 * port, and for who looks at the ports beside one.
 */
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
