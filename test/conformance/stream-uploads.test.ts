import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Channel, StreamChat } from 'stream-chat';
import { failure, openStage, type Stage, watched } from './stream-stage.ts';

let stage: Stage;
let ann: StreamChat;
let channel: Channel;

beforeAll(async () => {
  stage = await openStage();
  await stage.channel('files', ['ann', 'ben']);
  ann = await stage.connect('ann');
  channel = await watched(ann, 'files');
});
afterAll(() => stage.close());

const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);
/** The arguments of the SDK's upload calls; in Node it takes no `File`, and the type it sends is the one the name has. */
const blob = (type = 'application/octet-stream', name = 'blob ä.bin') => [bytes, name, type] as const;

/** Sends a message with these, as one that gets its own copy of each. */
const sent = async (...attachments: object[]) => {
  const { message } = await channel.sendMessage({ text: 'look', attachments });
  return message;
};
const statusOf = async (url: string | undefined) => (await fetch(url ?? '')).status;
const daysPass = (days: number) => stage.service.faults.set({ advanceMs: days * 24 * 60 * 60 * 1000 });

describe('the address of an upload', () => {
  it('is good for 14 days, and for no other file or time', async () => {
    const [{ file: one }, { file: other }] = [
      await channel.sendFile(...blob()),
      await channel.sendFile(...blob()),
    ];
    daysPass(13);
    expect(await statusOf(one)).toBe(200);
    const query = new URL(one).search;
    expect(await statusOf(new URL(other).pathname && other.split('?')[0] + query)).toBe(403);
    expect(await statusOf(one.replace(/Expires=\d+/, 'Expires=9999999999'))).toBe(403);
    expect(await statusOf(one.split('?')[0])).toBe(403);
    daysPass(1);
    expect(await statusOf(one)).toBe(403);
    expect(Number(new URLSearchParams(query).get('Expires'))).toBeLessThan(Date.now() / 1000 + 15 * 86_400);
  });

  it('is signed anew where a message is retrieved, in its attachments, and nowhere else', async () => {
    const { file } = await channel.sendFile(...blob());
    const bare = file.split('?')[0];
    const { id, attachments } = await sent(
      { type: 'file', asset_url: file, title: file },
      { type: 'file', asset_url: bare, note: file },
    );
    expect(attachments?.map(({ asset_url }) => asset_url)).toEqual([file, bare]);
    await channel.sendMessage({ text: 'quoting', quoted_message_id: id });
    daysPass(15);
    const retrieved = [
      (await ann.getMessage(id)).message,
      (await channel.getMessagesById([id])).messages[0],
      (await channel.query({ messages: { limit: 30 } })).messages.find((message) => message.id === id),
    ];
    for (const message of retrieved) {
      const [one, two] = message?.attachments ?? [];
      for (const address of [one?.asset_url, two?.asset_url]) expect(await statusOf(address)).toBe(200);
      expect(one?.title).toBe(file);
      expect(two).toMatchObject({ note: file });
    }
    const quoting = (await channel.query({ messages: { limit: 1 } })).messages.at(-1);
    expect(quoting?.quoted_message?.attachments?.[0]?.asset_url).toBe(file);
    const edited = await ann.updateMessage({
      id,
      text: 'changed',
      attachments: [{ type: 'file', asset_url: file }],
    });
    expect(edited.message.attachments?.[0]?.asset_url).toBe(file);
  });

  it('is good for as long as the app says, within the limits of that', async () => {
    await stage.server.updateAppSettings({ cdn_expiration_seconds: 14_400 } as never);
    const { file } = await channel.sendFile(...blob());
    daysPass(4 / 24);
    expect(await statusOf(file)).toBe(403);
    for (const seconds of [14_399, 1_209_601])
      expect(
        await failure(stage.server.updateAppSettings({ cdn_expiration_seconds: seconds } as never)),
      ).toMatchObject({
        code: 4,
      });
    await stage.server.updateAppSettings({ cdn_expiration_seconds: 1_209_600 } as never);
  });

  it.each([
    ['files', '*', null],
    ['always', '*', '*'],
    ['never', null, null],
  ] as const)('may be read by pages of other origins: %s', async (cors, ofFile, ofRefusal) => {
    stage.service.faults.set({ files: { cors } });
    const { file } = await channel.sendFile(...blob());
    const allowed = async (url: string) => (await fetch(url)).headers.get('access-control-allow-origin');
    expect(await allowed(file)).toBe(ofFile);
    expect(await allowed(file.replace('Signature=', 'Signature=x'))).toBe(ofRefusal);
    stage.service.faults.reset();
  });

  it('keeps 39 characters of the name it was uploaded under', async () => {
    const { file } = await channel.sendFile(...blob('application/octet-stream', `${'n'.repeat(50)}.bin`));
    expect(new URL(file).pathname).toMatch(/^\/1\/attachments\/[\da-f-]{36}\.n{39}\.bin$/);
  });
});

describe('uploads', () => {
  it('keeps the bytes, and serves them on a host of their own to whoever has the address', async () => {
    const { file } = await channel.sendFile(...blob());
    expect(new URL(file).origin).toBe(stage.service.filesUrl);
    const response = await fetch(file);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/octet-stream');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it('takes app-level uploads and server-side ones', async () => {
    const { file } = await ann.uploadFile(...blob());
    expect((await fetch(file)).ok).toBe(true);
    const server = stage.server.channel('messaging', 'files');
    const sent = await server.sendFile(bytes, 'server.bin', 'application/octet-stream', { id: 'ben' });
    expect(Buffer.from(await (await fetch(sent.file)).arrayBuffer())).toEqual(bytes);
  });

  it('lets the uploader and the server delete, nobody else', async () => {
    const { file } = await channel.sendFile(...blob());
    const ben = await watched(await stage.connect('ben'), 'files');
    expect(await failure(ben.deleteFile(file))).toMatchObject({ code: 17 });
    await channel.deleteFile(file);
    expect((await fetch(file)).status).toBe(403);
  });

  it('takes only images as images', async () => {
    expect(
      await failure(channel.sendImage(...(blob() as unknown as [string, string, string]))),
    ).toMatchObject({ code: 4 });
    const { file } = await channel.sendImage(
      ...(blob('image/png', 'a.png') as unknown as [string, string, string]),
    );
    expect((await fetch(file)).headers.get('content-type')).toBe('image/png');
  });

  it('applies the app settings for files, which the SDK can read', async () => {
    await stage.server.updateAppSettings({
      file_upload_config: { allowed_mime_types: ['application/octet-stream'], size_limit: 5 },
    });
    expect(await failure(channel.sendFile(...blob()))).toMatchObject({ code: 22, status: 413 });
    await stage.server.updateAppSettings({
      file_upload_config: { allowed_mime_types: ['application/octet-stream'], size_limit: 0 },
    });
    expect(await failure(channel.sendFile(bytes, 'notes.txt'))).toMatchObject({ code: 4 });
    expect((await channel.sendFile(...blob())).file).toContain('/attachments/');
    const { app } = await ann.getAppSettings();
    expect(app?.file_upload_config?.allowed_mime_types).toEqual(['application/octet-stream']);
    expect(app).not.toHaveProperty('event_hooks');
    expect(app).not.toHaveProperty('before_message_send_hook_url');
  });

  it('refuses strangers (17), a missing file (4) and channels with uploads off (19)', async () => {
    const stranger = await stage.connect('stranger');
    const sneaky = stranger.channel('messaging', 'files');
    expect(await failure(sneaky.sendFile(...blob()))).toMatchObject({ code: 17 });
    const empty = new FormData();
    empty.set('other', 'x');
    const url = `${channel._channelURL()}/file?api_key=${ann.key}`;
    const headers = { authorization: ann._getToken() ?? '', 'stream-auth-type': 'jwt' };
    const response = await fetch(url, { method: 'POST', body: empty, headers });
    expect(await response.json()).toMatchObject({ code: 4 });
    await stage.server
      .channel('messaging', 'files')
      .updatePartial({ set: { config_overrides: { uploads: false } } as never });
    expect(await failure(channel.sendFile(...blob()))).toMatchObject({ code: 19 });
  });
});
