import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { scenarios } from '../../faults/scenarios.ts';
import { variablesFor } from '../../faults/variables.ts';
import { startWorld } from '../../faults/world.ts';
import type { FromWorld, Sent, ToWorld } from './world.ts';

/* The stand-ins for everything that the functions call, in a process of their own: what they take is nobody's time but theirs. */

const say = (message: FromWorld) => process.send?.(message);
const world = await startWorld();
let sent: Sent[] = [];

// Of Node ("Diagnostics Channel", HTTP): each request that a server of this process begins to read.
subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage };
  const one: Sent = {
    url: `http://${request.headers.host}${request.url}`,
    method: request.method ?? '',
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !['connection', 'host'].includes(name)),
    ) as Record<string, string>,
    body: '',
    startedAt: performance.now(),
  };
  // Whoever listened to it would begin to read it.
  const push = request.push.bind(request);
  request.push = (chunk, encoding) => {
    if (chunk) one.body += chunk;
    return push(chunk, encoding);
  };
  sent.push(one);
});

process.on('message', async (message: ToWorld) => {
  if (message.ask === 'sent') {
    say({ sent });
    sent = [];
    return;
  }
  const scenario = scenarios.find(({ of, name }) => of === message.of && name === message.name);
  if (!scenario) throw new Error(`No scenario ${message.of} ${message.name}`);
  await scenario.prepare(world);
  sent = [];
  say({ variables: variablesFor(world.targets, scenario), event: await scenario.event(world) });
});
say({ isReady: true });
