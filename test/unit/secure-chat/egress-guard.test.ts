import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { installEgressGuard } from '../../../client-example/secure-chat/src/stream/egress-guard.ts';
import { vouchForUpload } from '../../../client-example/secure-chat/src/stream/opaque-upload.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const sealed = {
  type: `${'a'.repeat(21)}A`,
  sealed_session: randomUUID(),
  signature: `${'a'.repeat(85)}A`,
};
const session = makeEncryptionSession(randomUUID());
const base = 'http://stream.test';
let sent: unknown[];
let client: StreamChat;

beforeEach(() => {
  sent = [];
  client = new StreamChat('key', { baseURL: base });
  client.userID = 'alice';
  client.axiosInstance.defaults.adapter = async (config) => {
    sent.push(config.data);
    return { data: {}, status: 201, statusText: '', headers: {}, config };
  };
  installEgressGuard(client, {
    isEncrypted: (cid) => cid === undefined || cid.startsWith('sealed:'),
    fileHosts: ['https://files.example.com'],
  });
});

const send = (method: 'post' | 'put' | 'patch', path: string, body: unknown) =>
  client.axiosInstance[method](base + path, body);

const blocked = { name: 'ClearTextBlockedError' };

describe('the egress guard', () => {
  it.each([
    ['post', '/channels/sealed/one/message', { message: { id: 'm', text: 'clear' } }],
    ['post', '/channels/sealed/one/message', { message: { text: '{"sessionId":"x","data":"aGVsbG8="}' } }],
    ['post', '/channels/sealed/one/message', { message: { attachments: [{ type: 'image' }] } }],
    ['post', '/channels/sealed/one/message', { message: { note_to_self: 'clear' } }],
    ['post', '/channels/sealed/one/message', { message: { text: ['clear'] } }],
    ['post', '/channels/sealed/one%21/message', { message: { text: 'clear' } }],
    ['post', '/channels/sealed/one/draft', { message: { text: 'clear' } }],
    ['post', '/channels/sealed/one', { message: { text: 'clear' }, data: {} }],
    ['post', '/channels/sealed/one/truncate', { message: { text: 'clear' } }],
    ['post', '/messages/m-1', { message: { id: 'm-1', text: 'clear' } }],
    ['put', '/messages/m-1', { set: { text: 'clear' } }],
    ['put', '/messages/m-1/', { set: { text: 'clear' } }],
    ['patch', '/messages/m-1/ephemeral', { set: { text: 'clear' } }],
    ['post', '/messages/m-1/action', { form_data: { answer: 'clear' } }],
    ['post', '/channels/sealed/one/message', '{"message":{"text":"clear"}}'],
    ['post', '/channels/sealed/one/message', { message: 'clear' }],
    ['post', '/channels/sealed/one/message', { message: {}, pending_message_metadata: { note: 'clear' } }],
    ['post', '/channels/sealed/one/message', { message: { shared_location: { latitude: 50.8 } } }],
    ['post', '/channels/sealed/one/message', { message: { poll_id: 'poll' } }],
    ['post', '/channels/sealed/one/message', { message: { id: 'meet me at noon' } }],
    ['post', '/channels/sealed/one/message', { message: { 'meet me at noon': '' } }],
    ['post', '/channels/sealed/one/message', { message: { id: `bob-${randomUUID()}` } }],
    ['post', '/channels/sealed/one/message', { message: { mentioned_roles: ['meet-at-noon'] } }],
    ['post', '/channels/sealed/one/message', { message: { quoted_message: { text: 'clear' } } }],
    ['post', '/channels/sealed/one/message', { message: { silent: 'clear' } }],
    ['post', '/channels/sealed/one/message', { message: { cid: 'meet me at noon' } }],
    ['post', '/channels/sealed/one/message', { message: { cid: 'sealed:meet-me-at-noon' } }],
    ['post', '/channels/sealed/one/message', { message: { user_id: 'meet-me-at-noon' } }],
    ['post', '/messages/m-1', { message: { cid: 'meet me at noon' } }],
    ['post', '/channels/sealed/one/event', { event: { type: 'note', text: 'clear' } }],
    ['post', '/channels/sealed/one/event', { event: { type: 'a whole sentence' } }],
    ['post', '/channels/sealed/one/event', { event: { type: 'moved', latitude: 50.8 } }],
    ['post', '/users/bob/event', { event: { type: 'note', text: 'clear' } }],
    ['post', '/messages/m-1/reaction', { reaction: { type: 'like' } }],
    ['post', '/messages/m-1/reaction', { reaction: { type: '\u{1F44D}', score: 1 } }],
    ['post', '/messages/m-1/reaction', { reaction: { ...sealed, type: 'meet-me-at-noon-today' } }],
    ['post', '/messages/m-1/reaction', { reaction: { type: sealed.type } }],
    ['post', '/messages/m-1/reaction', { reaction: { ...sealed, signature: 'A'.repeat(85) } }],
    ['post', '/messages/m-1/reaction', { reaction: { ...sealed, sealed_session: 'meet me at noon' } }],
    ['post', '/messages/m-1/reaction', { reaction: { ...sealed, score: 2 } }],
    ['post', '/messages/m-1/reaction', { reaction: { ...sealed, emoji_code: '\u{1F44D}' } }],
    ['post', '/messages/m-1/reaction', { reaction: { ...sealed, comment: 'clear' } }],
    ['post', '/messages/m-1/reaction', { reaction: sealed, comment: 'clear' }],
    ['post', '/messages/m-1/reaction', 'clear'],
    ['put', '/messages/m-1', { set: { pinned: true } }],
    ['put', '/messages/m-1', { set: { pin_expires: '2026-11-22T10:00:00Z' } }],
    ['post', '/channels/sealed/one/message', { message: { pinned: true } }],
    ['post', '/messages/m-1/polls/p/vote', { vote: { answer_text: 'clear' } }],
    ['patch', '/threads/m-1', { set: { title: 'clear' } }],
    ['post', '/polls', { name: 'clear?' }],
    ['put', '/polls', { id: 'p', description: 'clear' }],
    ['post', '/polls/p/options', { text: 'clear' }],
    ['put', '/users/live_locations', { message_id: 'm-1', latitude: 50.8, longitude: 4.3 }],
    ['post', '/translate', { text: 'clear' }],
  ] as const)('stops %s %s %j', async (method, path, body) => {
    await expect(send(method, path, body)).rejects.toMatchObject(blocked);
    expect(sent).toEqual([]);
  });

  it.each([
    ['/search', { payload: { query: 'clear', filter_conditions: { cid: 'sealed:one' } } }],
    ['/search', { payload: { query: 'clear', filter_conditions: { members: { $in: ['alice'] } } } }],
    ['/search', { payload: { message_filter_conditions: { text: { $q: 'clear' } } } }],
    ['/search?payload=%7B%22query%22%3A%22clear%22%7D', {}],
    ['/og', { url: 'https://example.test/clear' }],
    ['/og?url=https%3A%2F%2Fexample.test', {}],
  ])('stops GET %s %j', async (path, params) => {
    await expect(client.axiosInstance.get(base + path, { params })).rejects.toMatchObject(blocked);
    expect(sent).toEqual([]);
  });

  it('lets encrypted text pass by every door, with ids and flags beside it', async () => {
    const [id, text] = [randomUUID(), await session.encryptMessage('hello')];
    await send('post', '/channels/sealed/one/message', {
      message: { id, text, parent_id: id, mentioned_users: ['bob'], attachments: [], silent: true },
    });
    await send('post', `/messages/${id}`, {
      message: { id: `alice-${id}`, text, pinned: false, pinned_at: null },
    });
    await send('put', '/messages/m-1', { set: { text } });
    await send('post', '/channels/sealed/one/event', { event: { type: 'rekey', text } });
    expect(sent).toHaveLength(4);
  });

  it('leaves alone what carries no words, and other channels', async () => {
    await send('put', '/messages/m-1', { set: { pinned: false } });
    await send('patch', '/channels/sealed/one', { set: { session_id: randomUUID() } });
    await send('post', '/channels/sealed/one/read', {});
    await send('post', '/channels/open/one/message', { message: { text: 'clear' } });
    await client.axiosInstance.get(`${base}/channels/sealed/one/messages`);
    await send('post', '/channels/sealed/one/event', { event: { type: 'typing.start', parent_id: 'p' } });
    await send('post', '/messages/m-1/reaction', { reaction: sealed });
    await client.axiosInstance.delete(`${base}/messages/m-1/reaction/${sealed.type}`);
    await send('post', '/messages/m-1/polls/p/vote', { vote: { option_id: 'o' } });
    await client.axiosInstance.get(`${base}/search`, {
      params: { payload: { query: 'clear', filter_conditions: { cid: 'open:one' } } },
    });
    await client.axiosInstance.get(`${base}/users`, {
      params: { payload: { filter_conditions: { name: 'Bob' } } },
    });
    expect(sent).toHaveLength(11);
  });

  it('has no reaction taken back by its name', async () => {
    const taking = client.axiosInstance.delete(`${base}/messages/m-1/reaction/like`);
    await expect(taking).rejects.toMatchObject(blocked);
    expect(sent).toEqual([]);
  });

  it('knows the channel of a loaded message, so that a clear one can be edited', async () => {
    const channel = client.channel('open', 'two');
    client.activeChannels[channel.cid] = channel;
    channel.state.addMessageSorted({
      id: 'm-2',
      text: 'clear',
      type: 'regular',
      created_at: new Date().toISOString(),
    } as never);
    await send('put', '/messages/m-2', { set: { text: 'clear again' } });
    expect(sent).toHaveLength(1);
  });

  it('stops what the real client sends, before its hook or server could', async () => {
    client.tokenManager.token = 'user-token';
    const channel = client.channel('sealed', 'one');
    channel.initialized = true;
    await expect(channel.sendMessage({ text: 'clear' })).rejects.toMatchObject(blocked);
    await expect(client.partialUpdateMessage('m', { set: { text: 'clear' } })).rejects.toMatchObject(blocked);
    expect(sent).toEqual([]);
  });
});

describe('the egress guard before an upload', () => {
  const name = `${randomUUID()}.bin`;
  const octets = { type: 'application/octet-stream' };
  // The form of seald.md section 10; a real one from the SDK passes in the round trip of file-transfer.test.ts.
  const headerOf = (encryptionSessionId: string) =>
    Buffer.concat([
      Buffer.from('SEALD.IO_'),
      Buffer.from('2e0000002e000000027600020000003100026d69640017000000', 'hex'),
      Buffer.from(`${encryptionSessionId}\0\0`),
    ]);
  const header = headerOf('dvzu8rGSN2jAyBpZeZVog0');
  const encrypted = new Blob([header, randomBytes(2000)], octets);
  const form = (file: Blob, fileName = name, more: Record<string, string> = {}) => {
    const made = new FormData();
    made.append('file', file, fileName);
    for (const [key, value] of Object.entries(more)) made.append(key, value);
    return made;
  };
  const paths = [
    '/channels/sealed/one/file',
    '/uploads/file',
    '/uploads/image',
    '/channels/sealed/one/image',
  ];

  it.each(paths)('lets an encrypted file pass to %s', async (path) => {
    await send('post', path, form(encrypted));
    expect(sent).toHaveLength(1);
  });

  it.each([
    [
      'bytes of a picture',
      form(new Blob([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(2000)], octets)),
    ],
    ['text behind the header', form(new Blob([header, 'clear text '.repeat(200)], octets))],
    ['nothing behind the header', form(new Blob([header], octets))],
    ['its own type', form(new Blob([encrypted], { type: 'image/png' }))],
    ['its own name', form(encrypted, 'payslip march.pdf')],
    ['its name beside it', form(encrypted, name, { title: 'payslip march.pdf' })],
    ['a form that cannot be read', { pipe: () => {}, getHeaders: () => ({}) }],
    ['no form', 'clear'],
  ])('stops a file with %s', async (_, body) => {
    for (const path of paths) await expect(send('post', path, body)).rejects.toMatchObject(blocked);
    expect(sent).toEqual([]);
  });

  // As on React Native, where a form has no `entries`.
  const closed = () => Object.defineProperty(form(encrypted), 'entries', { value: undefined });

  it('lets a form that cannot be looked into pass only if its bytes were looked at before', async () => {
    for (const path of paths) await expect(send('post', path, closed())).rejects.toMatchObject(blocked);
    const vouchedFor = closed();
    vouchForUpload(vouchedFor, Buffer.concat([header, randomBytes(2000)]));
    await send('post', '/channels/sealed/one/file', vouchedFor);
    expect(sent).toEqual([vouchedFor]);
    expect(() => vouchForUpload(closed(), Buffer.from('clear text '.repeat(200)))).toThrow(
      expect.objectContaining(blocked),
    );
  });

  it('looks into a form that can be looked into, whoever has vouched for it', async () => {
    const open = form(encrypted, name, { title: 'payslip march.pdf' });
    vouchForUpload(open, Buffer.concat([header, randomBytes(2000)]));
    await expect(send('post', '/uploads/file', open)).rejects.toMatchObject(blocked);
  });

  it('stops what the vendor’s own upload sends, and leaves other channels alone', async () => {
    client.tokenManager.token = 'user-token';
    const bytes = Buffer.from('clear');
    await expect(client.channel('sealed', 'one').sendFile(bytes, 'a.txt')).rejects.toMatchObject(blocked);
    await client.channel('open', 'one').sendFile(bytes, 'a.txt');
    expect(sent).toHaveLength(1);
  });
});
