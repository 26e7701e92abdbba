import { createServer, type RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { PAGE_HEADERS, type Page, page } from '../platform/page.ts';
import { type OnWire, recordWire } from '../platform/record-wire.ts';
import { type Listening, listen } from '../platform/serve.ts';
import type { Service } from '../platform/service.ts';
import type { StackUrls } from '../stack/stack-urls.ts';
import { pageHeaders } from '../web/page-policy.ts';
import { readWebFiles, type WebFile } from '../web/web-files.ts';
import { dashboardPage, messagesOf, type Stored } from './dashboard-page.ts';
import { homePage, startingPage } from './home-page.ts';
import { type InboxMessage, inboxPage } from './inbox-page.ts';
import type { Metrics } from './read-metrics.ts';

/** What the front door shows. */
export type Rooms = {
  urls: StackUrls;
  /** The phone and mailbox of everyone: what Seald's key storage sent. */
  inbox: { list: (to?: string) => InboxMessage[] };
  /** What Stream stores, raw. */
  stream: Stored;
  /** What the functions have counted so far. */
  metrics: () => Metrics;
  /** Folder of the built web app; without it `/` leads to the stack's own page. */
  webDir?: string | undefined;
};

export type FrontDoor = Service & {
  /**
   * The origin for browsers on this machine: `url`, or the door on the loopback interface beside it. A page in the clear from any other
   * address is given neither Web Crypto nor Web Locks [pub: W3C, Secure Contexts, section 3.1].
   */
  urlHere: string;
  /** Call when the stack is ready; before that every page says that it is starting, with status 503. */
  open: (rooms: Rooms) => void;
};

export type FrontDoorOptions = {
  port: number;
  /** Has the door at this address too, for who comes from elsewhere. */
  address?: string | undefined;
  /** Other apps' origins, whose pages may read the inbox; `stack.json` is for everybody. */
  origins?: readonly string[];
  onWire?: OnWire | undefined;
};

/** Starts the web server people come to first: the web app, `/stack.json`, `/stack`, the inbox and the operator's dashboard. */
export const startFrontDoor = async (options: FrontDoorOptions): Promise<FrontDoor> => {
  const { address, origins = [] } = options;
  let rooms: OpenRooms | undefined;
  const listener = getRequestListener(frontDoorApp(() => rooms, origins).fetch);
  const here = await openDoor(listener, options);
  const elsewhere =
    address === undefined
      ? here
      : await openDoor(listener, options, address).catch(async (error: unknown) => {
          await here.close();
          throw error;
        });
  const close = async () => {
    await Promise.all([here.close(), elsewhere.close()]);
  };
  const open = (shown: Rooms) => {
    rooms = { ...shown, webFiles: shown.webDir ? readWebFiles(shown.webDir) : undefined };
  };
  return { name: 'front door', url: elsewhere.url, urlHere: here.url, close, open };
};

const openDoor = (
  listener: RequestListener,
  { port, onWire }: FrontDoorOptions,
  address?: string,
): Promise<Listening> => {
  const server = createServer(listener);
  recordWire(server, onWire);
  return listen(server, port, address);
};

type OpenRooms = Rooms & { webFiles: ReadonlyMap<string, WebFile> | undefined };
type Env = { Variables: { rooms: OpenRooms } };

const frontDoorApp = (current: () => OpenRooms | undefined, origins: readonly string[]) => {
  const app = new Hono<Env>();
  app.use('/stack.json', cors());
  app.use('/inbox', cors({ origin: [...origins], allowMethods: ['GET'] }));
  app.use(async (context, next) => {
    const rooms = current();
    if (!rooms) return wantsPage(context) ? show(context, startingPage(), 503) : starting(context);
    context.set('rooms', rooms);
    return next();
  });
  app.get('/', (context) => (context.var.rooms.webFiles ? showWebApp(context) : context.redirect('/stack')));
  app.get('/stack', (context) =>
    show(context, homePage(context.var.rooms.urls, origins, context.var.rooms.metrics())),
  );
  app.get('/stack.json', (context) => context.json(context.var.rooms.urls));
  app.get('/inbox', showInbox);
  app.get('/dashboard', (context) =>
    show(context, dashboardPage(context.var.rooms.stream, context.req.query('cid'))),
  );
  app.get('/dashboard/channels', (context) => context.json(context.var.rooms.stream.listChannels()));
  app.get('/dashboard/messages', listMessages);
  app.get('*', showWebFile);
  return app;
};

const starting = (context: Context) => context.json({ error: 'The stack is starting.' }, 503);

const showWebApp = (context: Context<Env>) => {
  const { webFiles, urls } = context.var.rooms;
  const page = webFiles?.get('/');
  return page ? context.body(page.body, 200, { ...page.headers, ...pageHeaders(urls) }) : context.notFound();
};

const showWebFile = (context: Context<Env>) => {
  const file = context.var.rooms.webFiles?.get(context.req.path);
  return file ? context.body(file.body, 200, file.headers) : context.notFound();
};

const showInbox = (context: Context<Env>) => {
  const to = context.req.query('to') || undefined;
  const messages = context.var.rooms.inbox.list(to);
  return wantsPage(context) ? show(context, inboxPage(messages, to)) : context.json(messages);
};

const listMessages = (context: Context<Env>) => {
  const cid = context.req.query('cid');
  if (!cid) return context.json({ error: 'cid is needed, for example ?cid=encrypted:general' }, 400);
  const messages = messagesOf(context.var.rooms.stream, cid);
  return messages ? context.json(messages) : context.json({ error: 'There is no such channel.' }, 404);
};

/** Browsers name HTML when they navigate; `fetch` and curl do not. */
const wantsPage = (context: Context): boolean => context.req.header('accept')?.includes('text/html') ?? false;

const show = (context: Context, shown: Page, status: 200 | 503 = 200) =>
  context.html(page(shown), status, PAGE_HEADERS);
