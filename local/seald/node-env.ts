import type { HttpBindings } from '@hono/node-server';

/** What a handler of either server has around it: Node's own request and answer. */
export type NodeEnv = { Bindings: HttpBindings };
