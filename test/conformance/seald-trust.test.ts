import { constants, privateDecrypt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { type Listening, serve } from '../../local/platform/serve.ts';
import { makeKeys } from './seald-raw-client.ts';
import { codeOf, openWorld, type World } from './seald-support.ts';

/** A server between client and API that rewrites the texts of some answers. */
const startTamperer = async (upstream: string, path: string, change: (text: string) => string) => {
  const app = new Hono();
  app.all('*', async (c) => {
    const url = new URL(c.req.url);
    const body = c.req.method === 'GET' ? undefined : await c.req.arrayBuffer();
    const headers = new Headers(c.req.raw.headers);
    headers.delete('content-length');
    const answer = await fetch(`${upstream}${url.pathname}${url.search}`, {
      method: c.req.method,
      headers,
      ...(body && { body }),
    });
    const text = await answer.text();
    const kept = new Headers(answer.headers);
    kept.delete('content-length');
    return new Response(url.pathname.startsWith(path) ? change(text) : text, {
      status: answer.status,
      headers: kept,
    });
  });
  return serve(app, 0);
};

describe('what the real SDK notices about its server', () => {
  let world: World;
  let alice: Awaited<ReturnType<World['signUp']>>;
  let wire: string[];
  const tamperers: Listening[] = [];

  beforeAll(async () => {
    wire = [];
    world = await openWorld({ onWire: (_server, bytes) => wire.push(Buffer.from(bytes).toString()) });
    alice = await world.signUp('alice');
  });
  afterAll(async () => {
    await world.close();
    await Promise.all(tamperers.map(({ close }) => close()));
  });

  it.each([
    ['another hash', (text: string) => text.replace(/"hash":"./, '"hash":"_')],
    [
      'another time',
      (text: string) => text.replace(/"created_at":(\d+)/, (_, at) => `"created_at":${+at - 1}`),
    ],
    [
      'another signature',
      (text: string) => text.replace(/"signature":"(.)/, (_, c) => `"signature":"${c === 'A' ? 'B' : 'A'}`),
    ],
    ['another position', (text: string) => text.replace('"position":0', '"position":1')],
  ])('refuses a chain with %s', async (_name, change) => {
    const reader = await world.signUp('bob');
    const tamperer = await startTamperer(world.service.url, `/api/sigchain/${alice.sealdId}`, change);
    tamperers.push(tamperer);
    const copy = await world.newClient({ apiURL: tamperer.url });
    await copy.importIdentity(await reader.client.exportIdentity());
    expect(await codeOf(copy.createEncryptionSession({ userIds: ['alice'] }))).toMatch(/SIGCHAIN/);
  });

  it('works through the same relay when nothing is changed', async () => {
    const reader = await world.signUp('carol');
    const relay = await startTamperer(world.service.url, '/api/sigchain/', (text) => text);
    tamperers.push(relay);
    const copy = await world.newClient({ apiURL: relay.url });
    await copy.importIdentity(await reader.client.exportIdentity());
    await expect(copy.createEncryptionSession({ userIds: ['alice'] })).resolves.toBeDefined();
  });

  it('does not notice a swapped encryption key: the server can read; the sigchain hash does not show it', async () => {
    const [victim, sender] = await Promise.all([world.signUp('victim'), world.signUp('sender')]);
    const trueHash = (await victim.client.getSigchainHash()).hash;
    const server = makeKeys(2048);
    world.service.faults.api.put({
      swappedKeys: [{ user: victim.sealdId, encryptionPublicKey: server.publicKey }],
    });
    const session = await sender.client.createEncryptionSession({ userIds: ['victim'] });
    const request = wire.findLast((text) => text.startsWith('POST') && text.includes('/api/message/\n'));
    const { tokens } = JSON.parse(request?.slice(request.indexOf('\n')) ?? '{}');
    const forVictim = tokens.find(
      ({ created_for_key }: { created_for_key: string }) => created_for_key === victim.deviceId,
    );
    const opened = privateDecrypt(
      { key: server.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING },
      Buffer.from(forVictim.token.replaceAll('%', '/'), 'base64'),
    );
    // CRC32, then the session key itself.
    expect(Buffer.from(session.serialize(), 'base64').includes(opened.subarray(4))).toBe(true);
    expect(
      await codeOf(victim.client.retrieveEncryptionSession({ sessionId: session.sessionId })),
    ).toBeTruthy();
    expect((await sender.client.getSigchainHash({ userIds: ['victim'] })).hash).toBe(trueHash);
    world.service.faults.api.reset();
  });
});
