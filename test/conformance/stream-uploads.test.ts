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

describe('uploads', () => {
  it('keeps the bytes, and serves them to any browser without auth', async () => {
    const { file } = await channel.sendFile(...blob());
    const response = await fetch(file, { headers: { origin: 'http://localhost:5173' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
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
    expect((await fetch(file)).status).toBe(404);
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
    expect((await channel.sendFile(...blob())).file).toContain('/files/');
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
