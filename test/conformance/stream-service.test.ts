import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { StreamOptions } from '../../local/stream/start-stream.ts';
import { addressToOpenTo } from '../support/address-to-open-to.ts';
import { API_KEY, failure, openStage, type Stage, watched } from './stream-stage.ts';

const OTHER_ADDRESS = addressToOpenTo();
/** A Mac in no private network has no other address. */
const movable = OTHER_ADDRESS === null ? it.skip : it;

/** Stages that a test opens for itself: closed after it, also when it fails. */
const own: Stage[] = [];
const openOwn = async (options: Partial<StreamOptions> = {}): Promise<Stage> => {
  const stage = await openStage(options);
  own.push(stage);
  return stage;
};
afterEach(async () => {
  for (const stage of own.splice(0)) await stage.close();
});

const faultsAt = (stage: Stage, method: string, body?: object) =>
  fetch(`${stage.service.url}/_faults`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });

describe('fault switches over HTTP', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.server.upsertUser({ id: 'ann' });
  });
  afterEach(() => faultsAt(stage, 'DELETE'));
  afterAll(() => stage.close());

  it('are set, shown and reset', async () => {
    const set = await faultsAt(stage, 'PUT', { hook: { delayMs: 5 }, muteEvents: ['typing.start'] });
    expect(await set.json()).toMatchObject({
      hook: { delayMs: 5, disabled: false },
      muteEvents: ['typing.start'],
    });
    await faultsAt(stage, 'PUT', { tooLong: 'error-message' });
    const shown = await (await faultsAt(stage, 'GET')).json();
    expect(shown).toMatchObject({ hook: { delayMs: 5 }, tooLong: 'error-message' });
    expect(await (await faultsAt(stage, 'DELETE')).json()).toMatchObject({
      hook: { delayMs: 0 },
      tooLong: '400',
    });
  });

  it('refuse what they do not know, and change nothing', async () => {
    for (const body of [{ hok: {} }, { hook: { delay: 1 } }, { tooLong: 'maybe' }])
      expect((await faultsAt(stage, 'PUT', body)).status).toBe(400);
    expect(await (await faultsAt(stage, 'GET')).json()).toMatchObject({ tooLong: '400' });
  });

  it('fail and delay the next requests that match, as often as told', async () => {
    const ask = () => stage.server.queryUsers({ id: 'ann' });
    await faultsAt(stage, 'PUT', { requests: [{ path: '/users', method: 'GET', status: 500, times: 2 }] });
    expect(await failure(ask())).toMatchObject({ code: -1, status: 500 });
    expect(await failure(ask())).toMatchObject({ code: -1, status: 500 });
    await ask();
    await faultsAt(stage, 'PUT', { requests: [{ path: '/users', delayMs: 250 }] });
    const start = performance.now();
    await ask();
    expect(performance.now() - start).toBeGreaterThanOrEqual(245);
    await faultsAt(stage, 'PUT', { requests: [{ path: '/users', status: 429, code: 9 }] });
    expect(await failure(ask())).toMatchObject({ code: 9, status: 429 });
  });
});

describe('browsers', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  it('may send every method and header the SDK uses', async () => {
    const response = await fetch(`${stage.service.url}/channels/messaging/x/message`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:5173',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers':
          'authorization,stream-auth-type,x-stream-client,x-client-request-id,content-type',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(response.headers.get('access-control-allow-headers')).toContain('x-stream-client');
  });

  it('may read errors too, those of faults and of unknown paths included', async () => {
    for (const path of ['/app', '/nowhere']) {
      const response = await fetch(stage.service.url + path, {
        headers: { origin: 'http://localhost:5173' },
      });
      expect(response.ok).toBe(false);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.json()).toMatchObject({ code: expect.any(Number) });
    }
  });

  it('are told what is left out, and find nothing where nothing can be', async () => {
    const client = await stage.connect('ann');
    await stage.channel('left-out', ['ann', 'ben']);
    const channel = client.channel('messaging', 'left-out');
    await channel.watch();
    for (const [what, call] of [
      ['lists of threads', () => client.queryThreads()],
      ['offline sync', () => client.sync([], new Date().toISOString())],
      ['blocking users', () => client.blockUser('ben')],
      ['drafts', () => channel.createDraft({ text: 'x' })],
      ['polls', () => client.createPoll({ name: 'x' } as never)],
      ['devices and sending push', () => client.addDevice('x', 'firebase')],
      ['link previews', () => client.enrichURL('https://example.com')],
      ['flags and bans', () => client.flagUser('ben')],
      ['invites', () => channel.acceptInvite()],
    ] as const)
      expect(await failure(call())).toMatchObject({
        status: 400,
        code: 19,
        message: expect.stringContaining(`${what}: left out of this emulator`),
      });
    expect(await client.getUnreadCount()).toMatchObject({ total_unread_count: 0 });
    expect(await client.getBlockedUsers()).toMatchObject({ blocks: [] });
    expect((await client.getDevices()).devices).toEqual([]);
    expect((await client.queryDrafts()).drafts).toEqual([]);
  });

  it('get 400/4 for a body that is no JSON object', async () => {
    for (const body of ['{', '[]', '"x"']) {
      const response = await fetch(`${stage.service.url}/users?api_key=${API_KEY}`, {
        method: 'POST',
        body,
        headers: { authorization: stage.server.createToken('ann'), 'stream-auth-type': 'jwt' },
      });
      expect([response.status, ((await response.json()) as { code: number }).code]).toEqual([400, 4]);
    }
  });
});

describe('state', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'stream-state-'));
  afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

  it('survives a restart: users, channels, messages, read state, settings, files', async () => {
    const first = await openOwn({ stateDir });
    const group = await first.channel('kept', ['ann', 'ben'], { session_id: 's1' });
    await first.server.createChannelType({ name: 'sealed', search: false } as never);
    await group.sendMessage({ text: 'still here', user_id: 'ann' });
    const { file } = await group.sendFile(Buffer.from('bytes'), 'a.bin', 'application/octet-stream', {
      id: 'ann',
    });
    await first.close();
    expect(existsSync(join(stateDir, 'stream.state'))).toBe(true);
    expect(readdirSync(join(stateDir, 'uploads'))).toHaveLength(1);

    const second = await openOwn({ stateDir });
    const channel = await watched(await second.connect('ben'), 'kept');
    expect(channel.data).toMatchObject({ session_id: 's1' });
    expect(channel.state.messages.map(({ text }) => text)).toEqual(['still here']);
    expect(channel.countUnread()).toBe(1);
    expect(await second.server.getChannelType('sealed')).toMatchObject({ search: false });
    const { pathname, search } = new URL(file);
    const served = await fetch(second.service.filesUrl + pathname + search);
    expect(await served.text()).toBe('bytes');
  }, 15_000);

  movable(
    'gives a file its new address when the stack was opened to a network, and when it no longer is',
    async () => {
      const ELSEWHERE = 'http://192.0.2.1:4009';
      const foreign = `${ELSEWHERE}/1/attachments/00000000-0000-4000-8000-000000000000.a.bin`;
      const folder = join(stateDir, 'moved');
      const channelAt = ({ server }: Stage) => server.channel('messaging', 'moved');
      const send = async (stage: Stage, id: string) => {
        const { file } = await channelAt(stage).sendFile(Buffer.from('x'), 'a.bin', 'text/plain', {
          id: 'ann',
        });
        const attachments = [file, foreign].map((asset_url) => ({ type: 'file', asset_url }));
        await channelAt(stage).sendMessage({ id, user_id: 'ann', attachments });
      };
      const placesIn = async ({ server }: Stage, id: string) =>
        (await server.getMessage(id)).message.attachments?.map(
          ({ asset_url = '' }) => new URL(asset_url).origin,
        );

      const first = await openOwn({ stateDir: folder });
      await first.channel('moved', ['ann']);
      await send(first, 'here');
      await first.close();

      const opened = await openOwn({ stateDir: folder, address: OTHER_ADDRESS ?? '' });
      await send(opened, 'there');
      for (const id of ['here', 'there'])
        expect(await placesIn(opened, id)).toEqual([opened.service.filesUrl, ELSEWHERE]);
      await opened.close();

      const back = await openOwn({ stateDir: folder });
      for (const id of ['here', 'there'])
        expect(await placesIn(back, id)).toEqual([back.service.filesUrl, ELSEWHERE]);
    },
  );
});

describe('recording', () => {
  it('hears every byte that comes in, whichever way', async () => {
    const heard: [string, string, string][] = [];
    const stage = await openOwn({
      onWire: (direction, channel, bytes) => heard.push([direction, channel, Buffer.from(bytes).toString()]),
    });
    const holds = (direction: string, channel: string, text: string) =>
      heard.some(([way, kind, bytes]) => way === direction && kind === channel && bytes.includes(text));
    await stage.channel('wire', ['ann'], { topic: 'canary-channel' });
    await stage.server.updateAppSettings({
      before_message_send_hook_url: `${stage.service.url}/hi`,
    } as never);
    const ann = await stage.connect('ann');
    const channel = await watched(ann, 'wire');
    await channel.sendMessage({ text: 'canary-message' });
    await ann.search({ type: 'messaging' } as never, 'canary search');
    await channel.sendFile(Buffer.from('canary-file'), 'canary-name.bin', 'text/plain');
    ann.wsConnection?.ws?.send('[{"type":"health.check","client_id":"canary-frame"}]');
    await ann.queryUsers({ id: 'ann' });
    expect(holds('in', 'http', 'canary-channel')).toBe(true);
    expect(holds('in', 'http', 'canary-message')).toBe(true);
    expect(holds('out', 'hook', 'canary-message')).toBe(true);
    expect(holds('in', 'http', 'canary-file')).toBe(true);
    expect(holds('in', 'http', 'canary-name.bin')).toBe(true);
    expect(holds('in', 'http', 'canary search')).toBe(true);
    expect(holds('in', 'ws', '"user_id":"ann"')).toBe(true);
    expect(holds('in', 'ws', 'canary-frame')).toBe(true);
  });

  it('shows the operator what is stored', async () => {
    const stage = await openOwn();
    const group = await stage.channel('raw', ['ann'], { session_id: 's1' });
    await group.sendMessage({ text: 'ciphertext', user_id: 'ann', ...({ extra: 1 } as object) });
    expect(stage.service.listChannels()).toMatchObject([
      { cid: 'messaging:raw', custom: { session_id: 's1' }, members: [{ userId: 'ann' }] },
    ]);
    const [message] = stage.service.listMessages('messaging:raw');
    expect(message).toMatchObject({ text: 'ciphertext', userId: 'ann', custom: { extra: 1 } });
    expect(() => stage.service.listMessages('messaging:none')).toThrow('does not exist');
  });
});
