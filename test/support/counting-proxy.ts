import { createServer, request } from 'node:http';
import { listen } from '../../local/platform/serve.ts';

/** Stands before a server: notes each call, as method and path, and holds it up for `state.delayMs` as a network would. */
export const startCountingProxy = async (target: string) => {
  const { hostname, port } = new URL(target);
  const state = { calls: [] as string[], delayMs: 0 };
  const server = createServer(async (asked, answer) => {
    const { method, url: path = '', headers } = asked;
    state.calls.push(`${method} ${path.split('?')[0]}`);
    if (state.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.delayMs));
    const onward = request({ hostname, port, method, path, headers }, (found) => {
      answer.writeHead(found.statusCode ?? 502, found.headers);
      found.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  return { ...(await listen(server, 0)), state };
};
