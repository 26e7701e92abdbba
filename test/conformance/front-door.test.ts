import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FrontDoor, startFrontDoor } from '../../local/front-door/start-front-door.ts';
import type { StackUrls } from '../../local/stack/stack-urls.ts';

const urls: StackUrls = {
  web: 'http://127.0.0.1:4000',
  api: 'http://127.0.0.1:4001',
  stream: 'http://127.0.0.1:4002',
  seald: 'http://127.0.0.1:4003',
  ssks: 'http://127.0.0.1:4004',
  issuer: 'http://127.0.0.1:4005',
  inbox: 'http://127.0.0.1:4000/inbox',
  dashboard: 'http://127.0.0.1:4000/dashboard',
  streamApiKey: 'key',
  sealdAppId: 'app',
  sealdIdPrefix: 'LOCAL',
  encryptedChannelTypes: ['encrypted'],
  fileHosts: ['http://127.0.0.1:4009'],
};

const sent = [
  { to: '+32470000001', code: 'abcdefgh', sentAt: '2026-01-01T00:00:00.000Z' },
  { to: 'b@example.com', code: 'bcdefghj', sentAt: '2026-01-01T00:00:01.000Z' },
  { to: '+32470000001', code: 'cdefghjk', sentAt: '2026-01-01T00:00:02.000Z' },
];

const hostile = { text: '<script>alert(1)</script>', userId: '<i>eve</i>', createdAt: 0, type: 'regular' };
const encrypted = {
  text: `{"sessionId":"0efa6260-ae43-419e-a9e9-99e6b8bf0fc9","data":"${Buffer.from(
    Array.from({ length: 64 }, (_, index) => (index * 37) % 256),
  ).toString('base64')}"}`,
};
const channels = [{ cid: 'encrypted:tea', custom: { session_id: 'e5e5' } }];
const messages: Record<string, unknown[]> = { 'encrypted:tea': [hostile, encrypted] };

const rooms = {
  metrics: () => ({ MessagesSwept: 7 }),
  urls,
  inbox: { list: (to?: string) => sent.filter((message) => to === undefined || message.to === to) },
  stream: {
    listChannels: () => channels,
    listMessages: (cid: string) => {
      if (!messages[cid]) throw new Error('unknown');
      return messages[cid];
    },
  },
};

const OTHER_APP = 'http://localhost:5173';

let door: FrontDoor;

beforeEach(async () => {
  door = await startFrontDoor({ port: 0, origins: [OTHER_APP] });
});
afterEach(() => door.close());

const ask = async (path: string, accept = '*/*') => {
  const answer = await fetch(`${door.url}${path}`, { headers: { accept } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const asBrowser = (path: string) => ask(path, 'text/html,application/xhtml+xml,*/*;q=0.8');

it('says that it is starting until the stack is ready', async () => {
  expect(await ask('/stack.json')).toMatchObject({ status: 503, text: expect.stringContaining('starting') });
  const page = await asBrowser('/');
  expect(page).toMatchObject({ status: 503, text: expect.stringContaining('http-equiv="refresh"') });
  door.open(rooms);
  expect((await ask('/stack.json')).status).toBe(200);
});

describe('when open', () => {
  beforeEach(() => door.open(rooms));

  it('tells every client all addresses', async () => {
    const { headers, text } = await ask('/stack.json');
    expect(JSON.parse(text)).toEqual(urls);
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('shows what runs and where to look', async () => {
    const { text, headers } = await asBrowser('/stack');
    expect(text).toMatch(/MessagesSwept<\/code><\/td><td>7</);
    expect(text).toMatch(/HookRefused<\/code><\/td><td>0</);
    for (const part of ['/inbox', '/dashboard', 'npm run demo', urls.api, urls.issuer])
      expect(text).toContain(part);
    expect(headers.get('content-type')).toContain('text/html');
  });

  it('gives the codes of one phone or of all, newest last, to programs', async () => {
    const { headers, text } = await ask(`/inbox?to=${encodeURIComponent('+32470000001')}`);
    expect(JSON.parse(text)).toEqual([sent[0], sent[2]]);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(JSON.parse((await ask('/inbox')).text)).toEqual(sent);
    expect(JSON.parse((await ask('/inbox?to=nobody')).text)).toEqual([]);
  });

  it('lets pages of the named app, and of no other, read the inbox', async () => {
    const allowed = async (origin: string) =>
      (await fetch(`${door.url}/inbox`, { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed(OTHER_APP)).toBe(OTHER_APP);
    expect(await allowed('http://localhost:5174')).toBeNull();
  });

  it('says which other apps it lets in, or how to let one in', async () => {
    expect((await asBrowser('/stack')).text).toContain(`<li><code>${OTHER_APP}</code></li>`);
    const closed = await startFrontDoor({ port: 0 });
    closed.open(rooms);
    const page = await fetch(`${closed.url}/stack`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('npm start -- --origin');
    await closed.close();
  });

  it('shows the codes to people, newest first, and looks again', async () => {
    const { text } = await asBrowser('/inbox');
    expect(text).toContain('http-equiv="refresh"');
    expect(text.indexOf('cdefghjk')).toBeLessThan(text.indexOf('abcdefgh'));
    expect((await asBrowser('/inbox?to=b@example.com')).text).not.toContain('cdefghjk');
  });

  it('gives programs what Stream stores', async () => {
    expect(JSON.parse((await ask('/dashboard/channels')).text)).toEqual(channels);
    const stored = await ask('/dashboard/messages?cid=encrypted:tea');
    expect(JSON.parse(stored.text)).toEqual([hostile, encrypted]);
    expect((await ask('/dashboard/messages?cid=encrypted:none')).status).toBe(404);
    expect((await ask('/dashboard/messages')).status).toBe(400);
  });

  it('shows people channels and messages, and tells ciphertext from clear text', async () => {
    expect((await asBrowser('/dashboard')).text).toContain('/dashboard?cid=encrypted%3Atea');
    const { text } = await asBrowser('/dashboard?cid=encrypted:tea');
    expect(text).toMatch(/>clear text<[\s\S]*>ciphertext</);
    expect((await asBrowser('/dashboard?cid=encrypted:none')).status).toBe(200);
  });

  it('runs nothing that others wrote', async () => {
    const { text, headers } = await asBrowser('/dashboard?cid=encrypted:tea');
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('<i>eve');
    expect(text).toContain('&lt;script&gt;');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await asBrowser('/inbox?to=<script>')).text).not.toContain('<script>');
  });
});

describe('the web app', () => {
  let webDir: string;

  beforeAll(() => {
    webDir = mkdtempSync(join(tmpdir(), 'sealed-stream-web-'));
    mkdirSync(join(webDir, 'assets'));
    mkdirSync(join(webDir, '.vite'));
    writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>App</title>');
    writeFileSync(join(webDir, 'assets/index-Ab12.js'), 'run()');
    writeFileSync(join(webDir, 'assets/index-Ab12.css'), 'a {}');
    writeFileSync(join(webDir, '.vite/manifest.json'), '{}');
  });
  afterAll(() => rmSync(webDir, { recursive: true }));

  it('is the first page, and asked for anew each time', async () => {
    door.open({ ...rooms, webDir });
    for (const path of ['/', '/?as=Alice', '/?code=a&state=b']) {
      const { status, text, headers } = await asBrowser(path);
      expect({ status, text }).toEqual({ status: 200, text: '<!doctype html><title>App</title>' });
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('may run its own files only, and talk to the stack only', async () => {
    door.open({ ...rooms, webDir });
    const { headers } = await asBrowser('/');
    const policy = new Map(
      headers
        .get('content-security-policy')
        ?.split('; ')
        .map((directive) => directive.split(' '))
        .map(([name = '', ...sources]) => [name, sources]),
    );
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(policy.get('script-src')).toEqual(["'self'"]);
    expect(policy.get('style-src')).toEqual(["'self'"]);
    expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
    const { api, stream, seald, ssks, issuer, fileHosts } = urls;
    expect(policy.get('connect-src')?.toSorted()).toEqual(
      ["'self'", 'blob:', api, stream, seald, ssks, issuer, ...fileHosts, 'ws://127.0.0.1:4002'].toSorted(),
    );
  });

  it('keeps files whose names hold their content, for ever', async () => {
    door.open({ ...rooms, webDir });
    const script = await ask('/assets/index-Ab12.js');
    expect(script).toMatchObject({ status: 200, text: 'run()' });
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await ask('/assets/index-Ab12.css')).headers.get('content-type')).toContain('text/css');
  });

  it('has nothing else: no made-up page, no file from elsewhere, nothing hidden', async () => {
    door.open({ ...rooms, webDir });
    for (const path of ['/nowhere', '/assets/none.js', '/..%2f..%2fetc/passwd', '/.vite/manifest.json'])
      expect((await asBrowser(path)).status).toBe(404);
  });

  it('leaves its place to the page of the stack where it is not built', async () => {
    door.open(rooms);
    expect((await asBrowser('/')).text).toContain('What runs');
  });
});
