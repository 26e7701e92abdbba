import { Hono } from 'hono';
import type { Taps } from './api-app.ts';
import { addFaultSwitch, applyFaults } from './faults.ts';
import type { NodeEnv } from './node-env.ts';
import { addSsksBack } from './ssks-back.ts';
import { SsksError } from './ssks-error.ts';
import type { SsksFaults } from './ssks-faults.ts';
import { addSsksFront } from './ssks-front.ts';
import type { SsksContext } from './ssks-state.ts';
import { crossOrigin, logRequests, tapWire } from './transport.ts';

/** The SSKS server's application. Pages may call the front only: the back's key belongs on a server. */
export const createSsksApp = (context: SsksContext, faults: SsksFaults, taps: Taps): Hono<NodeEnv> => {
  const app = new Hono<NodeEnv>();
  app.use(logRequests('seald-ssks', taps.onLine), tapWire(taps.onWire));
  app.use('/tmr/front/*', crossOrigin());
  app.use(applyFaults(faults.standing, (detail) => ({ detail })));
  addFaultSwitch(app, faults);
  addSsksBack(app, context);
  addSsksFront(app, context);
  app.notFound((c) => c.json({ detail: 'Not found.' }, 404));
  app.onError((error, c) => {
    if (error instanceof SsksError) return c.json(error.body, error.status);
    taps.onLine(`seald-ssks failed: ${error.name}`);
    return c.json({ detail: 'The emulator failed.' }, 500);
  });
  return app;
};
