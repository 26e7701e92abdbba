// Events and followed contacts (seald.md section 4).
// Left out: events are never produced; the WebSocket does not exist (the SDK stubs it out).
import * as z from 'zod';
import type { ApiApp, ApiContext } from './api-context.ts';
import { requireCaller } from './api-sessions.ts';
import { readBody } from './request-body.ts';
import { Uuid } from './wire-formats.ts';

const OneUser = z.strictObject({ user_id: Uuid });

export const addBarberstreet = (app: ApiApp, context: ApiContext): void => {
  app.post('/barberstreet/follow/', async (c) => {
    const { account } = requireCaller(c, context);
    account.followed.add((await readBody(c, OneUser)).user_id);
    context.changed();
    return c.json({ status: 'ok' });
  });

  app.post('/barberstreet/unfollow/', async (c) => {
    const { account } = requireCaller(c, context);
    account.followed.delete((await readBody(c, OneUser)).user_id);
    context.changed();
    return c.json({ status: 'ok' });
  });

  app.get('/barberstreet/followed/', (c) => {
    const { account } = requireCaller(c, context);
    return c.json({ followed: [...account.followed] });
  });

  app.post('/barberstreet/events_search/', (c) => {
    requireCaller(c, context);
    return c.json({ last_id: 0, events: [], last_notified_id: 0 });
  });

  app.post('/barberstreet/last_notified_id/', (c) => {
    requireCaller(c, context);
    return c.json({ status: 'ok' });
  });
};
