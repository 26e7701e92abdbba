import { createServer, connect as dial, type Server, type Socket } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** What a device reaches a server by. It can be cut, go silent, and lose answers. */
export type Network<Name extends string> = {
  urls: Record<Name, string>;
  isUp: () => boolean;
  /** Ends every connection, and refuses new ones until `restore`. */
  cut: () => void;
  /** Keeps every connection and carries nothing any more; what was on its way is lost with the connection at `restore`. */
  silence: () => void;
  restore: () => void;
  /** Of the next `times` requests the answer is lost: the server has done what it was asked, and the connection ends. */
  loseAnswers: (times: number) => void;
  close: () => Promise<void>;
};

type Line = { client: Socket; server: Socket };

/** One way for many devices, to several servers given by their origins. It listens on 127.0.0.1 only. */
export const openNetwork = async <Name extends string>(
  targets: Record<Name, string>,
): Promise<Network<Name>> => {
  const lines = new Set<Line>();
  let state: 'up' | 'cut' | 'silent' = 'up';
  let toLose = 0;

  const end = (line: Line) => {
    lines.delete(line);
    line.client.destroy();
    line.server.destroy();
  };
  const endAll = () => lines.forEach(end);

  const carry = (client: Socket, target: URL) => {
    if (state === 'cut') return client.destroy();
    const server = dial(Number(target.port), LOOPBACK);
    const line = { client, server };
    lines.add(line);
    for (const socket of [client, server]) {
      socket.on('error', () => end(line));
      socket.on('close', () => end(line));
    }
    let isAsked = false;
    client.on('data', (bytes) => {
      isAsked = true;
      if (state === 'up') server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (state !== 'up') return;
      if (isAsked && toLose > 0) {
        toLose -= 1;
        return end(line);
      }
      isAsked = false;
      client.write(bytes);
    });
  };

  const servers = new Map<Name, Server>();
  const urls = {} as Record<Name, string>;
  for (const [name, origin] of Object.entries(targets) as [Name, string][]) {
    const server = createServer((client) => carry(client, new URL(origin)));
    urls[name] = await listenOn(server);
    servers.set(name, server);
  }
  return {
    urls,
    isUp: () => state === 'up',
    cut: () => {
      state = 'cut';
      endAll();
    },
    silence: () => {
      state = 'silent';
    },
    restore: () => {
      if (state === 'silent') endAll();
      state = 'up';
    },
    loseAnswers: (times) => {
      toLose = times;
    },
    close: async () => {
      endAll();
      for (const server of servers.values()) await new Promise((resolve) => server.close(resolve));
    },
  };
};

const listenOn = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return `http://${LOOPBACK}:${address.port}`;
};
