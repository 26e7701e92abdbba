import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/* The floor: answers anything with the same JSON. */

process.on('disconnect', () => process.exit());

const ANSWER = JSON.stringify({ id: 'somebody', isEnrolled: true, enrolledAt: new Date(0) });

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER));
});
server.listen(0, '127.0.0.1', () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
);
