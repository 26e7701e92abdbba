import { Hono } from 'hono';
import { addAccounts } from './accounts.ts';
import type { ApiApp, ApiContext } from './api-context.ts';
import { ApiError, errorBody, InvalidBodyError, NotFoundError } from './api-error.ts';
import type { ApiFaults } from './api-faults.ts';
import { addBarberstreet } from './barberstreet.ts';
import { addConnectors } from './connectors.ts';
import { addDeviceById, addDevices } from './devices.ts';
import { addDirectory } from './directory.ts';
import { addEncryptionSessions } from './encryption-sessions.ts';
import { addFaultSwitch, applyFaults } from './faults.ts';
import { addGroupMembers } from './group-members.ts';
import { addGroups } from './groups.ts';
import { addLogin } from './login.ts';
import { addMissingKeys } from './missing-keys.ts';
import type { NodeEnv } from './node-env.ts';
import { addSessionRevocation } from './session-revocation.ts';
import { addSigchain } from './sigchain.ts';
import { crossOrigin, logRequests, tapWire } from './transport.ts';

export type Taps = { onLine: (line: string) => void; onWire: (bytes: Uint8Array) => void };

const refuseForeignApp =
  (appId: string) =>
  (header: string | undefined): void => {
    if (header !== appId) throw new ApiError(403, 'UNKNOWN_APP', 'not the app of this server');
  };

/** The API server's application: transport, faults, then the resources. */
export const createApiApp = (context: ApiContext, faults: ApiFaults, taps: Taps): ApiApp => {
  const app: ApiApp = new Hono<NodeEnv>();
  const checkApp = refuseForeignApp(context.secrets.appId);
  app.use(logRequests('seald-api', taps.onLine));
  app.use(async (c, next) => {
    await next();
    c.header('x-binstance', 'local');
  });
  app.use(crossOrigin(), tapWire(taps.onWire));
  app.use(applyFaults(faults.standing, (code) => errorBody(code, 'switched on by a test')));
  addFaultSwitch(app, faults);
  app.use(async (c, next) => {
    checkApp(c.req.header('x-seald-app-id'));
    await next();
  });
  addResources(app, context);
  app.notFound((c) => c.json(errorBody('NOT_FOUND', 'no such route'), 404));
  app.onError((error, c) => {
    if (error instanceof NotFoundError) return c.json({ model: error.model }, 404);
    if (error instanceof InvalidBodyError) return c.json({ [error.member]: ['Invalid value.'] }, 400);
    if (error instanceof ApiError) return c.json(errorBody(error.code, error.message), error.status);
    taps.onLine(`seald-api failed: ${error.name}`);
    return c.json(errorBody('INTERNAL', 'the emulator failed'), 500);
  });
  return app;
};

const addResources = (app: ApiApp, context: ApiContext) => {
  addAccounts(app, context);
  addLogin(app, context);
  addDirectory(app, context);
  addConnectors(app, context);
  addDevices(app, context);
  addMissingKeys(app, context);
  addDeviceById(app, context);
  addSigchain(app, context);
  addBarberstreet(app, context);
  addEncryptionSessions(app, context);
  addSessionRevocation(app, context);
  addGroups(app, context);
  addGroupMembers(app, context);
};
