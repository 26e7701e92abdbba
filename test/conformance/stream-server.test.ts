import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { StreamChat } from 'stream-chat';
import { retryAfterOf } from '../../shared/adapters/stream-rate-limit.ts';
import {
  createStreamServer,
  type OwnCalls,
  type StreamServer,
  type StreamServerChannel,
  type VendorCalls,
} from '../../shared/adapters/stream-server.ts';
import { type Recorded, startRecordedStream } from './recorded-stream.ts';
import { API_KEY, API_SECRET } from './stream-stage.ts';

/** Our client of Stream sends what the vendor's sends: each call of it is made with both, at a server that writes down what comes. */

let stream: Awaited<ReturnType<typeof startRecordedStream>>;
let ours: StreamServer;
let vendor: StreamChat;
beforeAll(async () => {
  stream = await startRecordedStream();
  ours = createStreamServer({ url: stream.url, apiKey: API_KEY, apiSecret: API_SECRET, deadlineMs: 10_000 });
  vendor = new StreamChat(API_KEY, API_SECRET, { baseURL: stream.url, disableCache: true });
});
afterAll(() => stream.close());
beforeEach(() => stream.answerWith());

/** Percent signs, slashes, question marks and what is not ASCII belong into the one part of a path that they are in. */
const ODD = 'a b/c?d#e%2Fé:😀&f=g+h';
const AT = new Date('2030-01-02T03:04:05.678Z');
const PROVIDER = { push_provider_type: 'firebase', push_provider_name: 'one & two' };
const TEMPLATE = { ...PROVIDER, event_type: 'message.new', enable_push: true, template: '{"a":"{{ b }}"}' };

type Act<Client> = (client: Client) => Promise<unknown>;
type Same = Act<VendorCalls>[];
type ByEach = { ours: Act<StreamServer>; vendor: Act<StreamChat> };

const weekend = (client: VendorCalls) => client.channel('messaging', 'weekend');
const channelCalls: Record<keyof StreamServerChannel, Same> = {
  create: [
    (client) => weekend(client).create(),
    (client) =>
      client.channel('messaging', 'weekend', { members: ['ann'], created_by_id: 'service' }).create(),
  ],
  query: [
    (client) => weekend(client).query({}),
    (client) => {
      const page = { members: { limit: 100, offset: 200 }, messages: { limit: 1 } };
      return weekend(client).query({ state: false, watch: false, ...page });
    },
  ],
  addMembers: [
    (client) => weekend(client).addMembers(['ann', 'bob']),
    (client) => weekend(client).addMembers([{ user_id: 'ann' }]),
  ],
  removeMembers: [(client) => weekend(client).removeMembers(['ann'])],
  partialUpdateMember: [(client) => weekend(client).partialUpdateMember(ODD, { unset: ['invited_by'] })],
  updatePartial: [(client) => weekend(client).updatePartial({ set: { frozen: true } })],
};

/** A call without a row is an error of types, and one that `calls` below finds. */
const vendorCalls: Record<keyof Omit<VendorCalls, 'channel'>, Same> = {
  queryChannelsRequest: [
    (client) => client.queryChannelsRequest({ cid: { $eq: 'messaging:weekend' } }, [], {}),
    (client) =>
      client.queryChannelsRequest({ members: { $in: [ODD] } }, [{ created_at: 1 }, { member_count: -1 }], {
        state: false,
        watch: false,
        limit: 30,
        offset: 30,
        member_limit: 100,
      }),
  ],
  queryUsers: [
    (client) => client.queryUsers({ id: ODD }),
    (client) =>
      client.queryUsers({ id: { $in: ['ann', ODD] } }, [{ id: 1 }], {
        limit: 2,
        presence: false,
        include_deactivated_users: true,
      }),
  ],
  upsertUser: [(client) => client.upsertUser({ id: 'ann', name: 'Ann & Bob', role: 'user' })],
  revokeUserToken: [(client) => client.revokeUserToken('ann', AT)],
  deleteUsers: [
    (client) => client.deleteUsers(['ann']),
    (client) => client.deleteUsers(['ann', ODD], { user: 'hard', messages: 'hard', conversations: 'hard' }),
  ],
  getTask: [(client) => client.getTask(ODD)],
  getMessage: [
    (client) => client.getMessage(ODD),
    (client) => client.getMessage('id', { show_deleted_message: true }),
  ],
  deleteMessage: [(client) => client.deleteMessage(ODD, { hardDelete: true })],
  getAppSettings: [(client) => client.getAppSettings()],
  updateAppSettings: [
    (client) => client.updateAppSettings({ event_hooks: [], custom_action_handler_url: '' }),
  ],
  listChannelTypes: [(client) => client.listChannelTypes()],
  createChannelType: [
    (client) => client.createChannelType({ name: 'sealed' }),
    (client) => client.createChannelType({ name: 'sealed', commands: [], max_message_length: 20_000 }),
  ],
  updateChannelType: [(client) => client.updateChannelType(ODD, { search: false })],
  deleteChannelType: [(client) => client.deleteChannelType(ODD)],
  listPushProviders: [(client) => client.listPushProviders()],
};

const ownCalls: Record<keyof OwnCalls, ByEach[]> = {
  getReplies: [
    {
      ours: (client) => client.getReplies(ODD, { limit: 100, id_lt: ODD }),
      vendor: (client) => client.channel('messaging', 'weekend').getReplies(ODD, { limit: 100, id_lt: ODD }),
    },
    {
      ours: (client) => client.getReplies('head', { limit: 100 }),
      vendor: (client) => client.channel('messaging', 'weekend').getReplies('head', { limit: 100 }),
    },
  ],
  getPushTemplates: [
    {
      ours: (client) => client.getPushTemplates(PROVIDER),
      vendor: (client) => client.get(`${client.baseURL}/push_templates`, PROVIDER),
    },
  ],
  upsertPushTemplate: [
    {
      ours: (client) => client.upsertPushTemplate(TEMPLATE),
      vendor: (client) => client.post(`${client.baseURL}/push_templates`, TEMPLATE),
    },
  ],
};

const asBoth = (act: Act<VendorCalls>): ByEach => ({ ours: act, vendor: act });
const calls = Object.entries({ ...vendorCalls, ...channelCalls, ...ownCalls }).flatMap(([name, rows]) =>
  rows.map((row, at): [string, ByEach] => [
    `${name}, ${at + 1}`,
    typeof row === 'function' ? asBoth(row) : row,
  ]),
);

/** The one request that a call makes. What the SDK then does with an answer that is none is its own. */
const requestOf = async (call: Promise<unknown>): Promise<Recorded> => {
  stream.requests.length = 0;
  await call.catch(() => {});
  expect(stream.requests).toHaveLength(1);
  return stream.requests[0] as Recorded;
};
const withoutHeaders = ({ headers: _, ...rest }: Recorded) => rest;

describe('our client of Stream', () => {
  it('has no call that is not compared here', () => {
    const { channel, ...others } = ours;
    expect(Object.keys(others).sort()).toEqual(Object.keys({ ...vendorCalls, ...ownCalls }).sort());
    expect(Object.keys(channel('messaging', 'weekend')).sort()).toEqual(Object.keys(channelCalls).sort());
  });

  it.each(calls)('sends what the SDK sends: %s', async (_, act) => {
    const [sent, wanted] = [await requestOf(act.ours(ours)), await requestOf(act.vendor(vendor))];
    expect(withoutHeaders(sent)).toEqual(withoutHeaders(wanted));
    expect(await saidIn(sent)).toEqual(await saidIn(wanted));
  });

  it('sends no headers but those', async () => {
    const { headers } = await requestOf(ours.upsertUser({ id: 'ann' }));
    const usual = ['host', 'connection', 'content-length', 'content-type'];
    const ofStream = ['authorization', 'stream-auth-type', 'x-stream-client'];
    expect(Object.keys(headers).sort()).toEqual([...usual, ...ofStream].sort());
  });

  it.each(['', '.', '..', '\ud800'])('asks for no id that leads elsewhere: %j', async (id) => {
    stream.requests.length = 0;
    expect(() => ours.deleteMessage(id, { hardDelete: true })).toThrow('cannot be asked for');
    expect(() => ours.channel('messaging', id)).toThrow('cannot be asked for');
    expect(stream.requests).toEqual([]);
  });
});

/** Who asks, and in what way. Its own id of each request is for the SDK's log. */
const saidIn = async ({ headers }: Recorded) => {
  const token = headers.authorization ?? '';
  await jwtVerify(token, Buffer.from(API_SECRET));
  return {
    token: [decodeProtectedHeader(token), decodeJwt(token)],
    type: headers['stream-auth-type'],
    sdk: String(headers['x-stream-client']).split('|')[0],
    // axios names a type, and a charset, also where there is no body
    json: headers['content-length'] === undefined ? null : headers['content-type']?.split(';')[0],
  };
};

describe('an error of our client', () => {
  const said = {
    message: 'said of +32470123456',
    StatusCode: 1,
    duration: '1ms',
    more_info: '',
    details: [],
  };
  const json = (status: number, code: number, headers: Record<string, string> = {}) => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ code, ...said }),
  });
  const limits = {
    'X-RateLimit-Limit': '60',
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Reset': '1893456020',
  };
  const html = { headers: { 'content-type': 'text/html' }, body: `<html>${said.message}</html>` };

  const errorOf = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => null,
      (error) => error,
    );
  /** What any of our code reads of it. */
  const readOf = (error: unknown) => {
    const { status, code } = error as { status: unknown; code: unknown };
    return { status, code, wait: retryAfterOf(error, Date.UTC(2030, 0, 1)) };
  };

  it.each([
    ['400', json(400, 4), { status: 400, code: 4, wait: null }],
    ['401', json(401, 5), { status: 401, code: 5, wait: null }],
    ['404', json(404, 16), { status: 404, code: 16, wait: null }],
    ['429', json(429, 9, limits), { status: 429, code: 9, wait: 20 }],
    [
      '429 that says when',
      json(429, 9, { ...limits, 'Retry-After': '7' }),
      { status: 429, code: 9, wait: 7 },
    ],
    ['500', json(500, -1), { status: 500, code: -1, wait: null }],
    ['302 that leads nowhere', { status: 302, ...html }, { status: 302, code: null, wait: null }],
    ['404 of somebody in between', { status: 404, ...html }, { status: 404, code: null, wait: null }],
    ['502 of somebody in between', { status: 502, ...html }, { status: 502, code: null, wait: null }],
    ['429 of somebody in between', { status: 429, ...html }, { status: 429, code: null, wait: 1 }],
    ['503 with nothing', { status: 503, headers: {}, body: '' }, { status: 503, code: null, wait: null }],
  ])('says what the SDK’s says, and none of Stream’s words: %s', async (_, answer, read) => {
    stream.answerWith(answer);
    const error = await errorOf(ours.getMessage('id'));
    expect(readOf(error)).toEqual(read);
    expect(readOf(await errorOf(vendor.getMessage('id')))).toEqual(read);
    expect(inspect(error, { depth: null })).not.toContain('32470123456');
  });
});
