import type { Stage } from './stream-stage.ts';
import { API_KEY } from './stream-stage.ts';

export type Exchange = {
  /** The route as the emulator's table has it. */
  route: string;
  by: 'server' | 'client';
  status: number;
  answer: Record<string, unknown>;
};

type Body = Record<string, unknown> | FormData | undefined;

/** What a step of the walk may use: a call by a server or by Ann, who is connected, to a route of the emulator's table. */
export type Walk = {
  server: (
    route: string,
    values?: Record<string, string>,
    body?: Body,
    query?: object,
  ) => Promise<Exchange['answer']>;
  client: (
    route: string,
    values?: Record<string, string>,
    body?: Body,
    query?: object,
  ) => Promise<Exchange['answer']>;
  exchanges: Exchange[];
};

/** Walks of `stage`, each call written down. */
export const openWalk = async (stage: Stage): Promise<Walk> => {
  await stage.server.upsertUsers([{ id: 'ann' }, { id: 'ben' }, { id: 'cas' }]);
  const ann = await stage.connect('ann');
  const exchanges: Exchange[] = [];
  const tokens = {
    server: stage.server.tokenManager.getToken() ?? '',
    client: stage.server.createToken('ann'),
  };
  const connection = { user_id: 'ann', connection_id: ann.wsConnection?.connectionID ?? '' };

  const call =
    (by: 'server' | 'client') =>
    async (route: string, values: Record<string, string> = {}, body?: Body, query: object = {}) => {
      const [method = '', path = ''] = route.split(' ');
      const url = new URL(
        path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(values[name] ?? name)),
        stage.service.url,
      );
      const sent = { api_key: API_KEY, ...(by === 'client' ? connection : {}), ...query };
      for (const [name, value] of Object.entries(sent))
        url.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
      const isForm = body instanceof FormData;
      const response = await fetch(url, {
        method,
        headers: {
          authorization: tokens[by],
          'stream-auth-type': 'jwt',
          ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
      });
      const answer = (await response.json()) as Exchange['answer'];
      exchanges.push({ route, by, status: response.status, answer });
      return answer;
    };
  return { server: call('server'), client: call('client'), exchanges };
};

const TYPE = 'messaging';
const room = { type: TYPE, id: 'walk' };
const CHANNEL = '/channels/:type/:id';

const inside = (value: unknown, ...path: string[]): string =>
  String(path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value));

const file = (name: string, type: string): FormData => {
  const form = new FormData();
  form.set('file', new File(['x'], name, { type }));
  form.set('user', JSON.stringify({ id: 'ann' }));
  return form;
};

/** Goes once through every route the emulator has, by whoever may: first what makes things, last what takes them away. */
export const walkEverywhere = async (walk: Walk, leftOut: readonly string[]): Promise<void> => {
  await walkSettings(walk);
  await walkUsers(walk);
  await walkChannels(walk);
  const messageId = await walkMessages(walk);
  await walkReading(walk, messageId);
  await walkFiles(walk);
  for (const route of leftOut)
    await walk.client(route, { ...room, message: messageId, poll: 'none' }, bodyFor(route));
  await walkAway(walk, messageId);
};

/** What a route that is left out would need, so that it is refused for no other reason. */
const bodies: Record<string, object> = {
  'POST /check_push': {},
  'POST /channels/delete': { cids: [`${TYPE}:walk`] },
  'POST /channels/:type/:id/draft': { message: { text: 'x' } },
  'POST /devices': { id: 'x', push_provider: 'firebase' },
  'POST /messages/:message/action': { form_data: {} },
  'POST /moderation/ban': { target_user_id: 'ben' },
  'POST /polls': { name: 'x' },
  'PUT /polls': { id: 'x', name: 'x' },
  'POST /sync': { channel_cids: [`${TYPE}:walk`], last_sync_at: new Date(0).toISOString() },
  'POST /usergroups': { name: 'x' },
  'POST /users/block': { blocked_user_id: 'ben' },
  'POST /users/unblock': { blocked_user_id: 'ben' },
};
const bodyFor = (route: string): Body => (/^(GET|DELETE)/.test(route) ? undefined : { ...bodies[route] });

const walkSettings = async ({ server, client }: Walk): Promise<void> => {
  await client('GET /hi');
  for (const by of [server, client]) await by('GET /app');
  await server('PATCH /app', {}, { async_url_enrich_enabled: false });
  const type = { max_message_length: 5000, automod: 'disabled', automod_behavior: 'flag' };
  await server('POST /channeltypes', {}, { name: 'walked', commands: ['giphy'], search: false, ...type });
  await server('PUT /channeltypes/:type', { type: 'walked' }, { ...type, commands: [], quotes: false });
  await server('GET /channeltypes/:type', { type: 'walked' });
  await server('GET /channeltypes');
  await server('DELETE /channeltypes/:type', { type: 'walked' });
  await walkPush(server);
};

const walkPush = async (server: Walk['server']): Promise<void> => {
  await server('POST /push_providers', {}, { push_provider: { type: 'firebase', name: 'walked' } });
  await server('GET /push_providers');
  const provider = { push_provider_type: 'firebase', push_provider_name: 'walked' };
  const template = JSON.stringify({ data: { id: '{{ message.id }}' } });
  await server(
    'POST /push_templates',
    {},
    { ...provider, event_type: 'message.new', enable_push: true, template },
  );
  await server('GET /push_templates', {}, undefined, provider);
};

const walkUsers = async ({ server, client }: Walk): Promise<void> => {
  await server('POST /users', {}, { users: { dot: { id: 'dot', name: 'Dot' } } });
  await client('POST /users', {}, { users: { ann: { id: 'ann', name: 'Ann' } } });
  await server('PATCH /users', {}, { users: [{ id: 'dot', set: { name: 'Dorothy' } }] });
  const payload = { filter_conditions: { id: { $in: ['ann', 'dot'] } } };
  for (const by of [server, client]) await by('GET /users', {}, undefined, { payload });
  await client('POST /moderation/mute', {}, { target_ids: ['ben'], timeout: 5 });
  await client('POST /moderation/unmute', {}, { target_ids: ['ben'] });
};

const walkChannels = async ({ server, client }: Walk): Promise<void> => {
  const members = [{ user_id: 'ann' }, { user_id: 'ben' }];
  await server(`POST ${CHANNEL}/query`, room, { data: { created_by_id: 'ann', members }, state: true });
  await client(`POST ${CHANNEL}/query`, room, { state: true, watch: true, presence: true });
  await client('POST /channels/:type/query', room, { data: { members }, state: true });
  const filter_conditions = { members: { $in: ['ann'] } };
  await client('POST /channels', {}, { filter_conditions, state: true, watch: true, presence: false });
  await server('POST /channels', {}, { filter_conditions, state: true });
  for (const by of [server, client]) {
    await by(`PATCH ${CHANNEL}`, room, { set: { colour: 'red' } });
    await by('GET /members', {}, undefined, { payload: { ...room, filter_conditions: {} } });
  }
  await server(`POST ${CHANNEL}`, room, {
    add_members: [{ user_id: 'cas' }],
    message: { text: 'Cas came', user_id: 'ann' },
  });
  await client(`PATCH ${CHANNEL}/member`, room, { set: { pinned: true } });
  await server(`PATCH ${CHANNEL}/member/:user`, { ...room, user: 'ben' }, { set: { archived: true } });
  await client('POST /moderation/mute/channel', {}, { channel_cids: [`${TYPE}:walk`] });
  await client('POST /moderation/unmute/channel', {}, { channel_cids: [`${TYPE}:walk`] });
  await client(`POST ${CHANNEL}/event`, room, { event: { type: 'typing.start' } });
};

const walkMessages = async ({ server, client }: Walk): Promise<string> => {
  const first = await client(`POST ${CHANNEL}/message`, room, {
    message: { text: 'one', mentioned_users: ['ben'], attachments: [] },
  });
  const id = inside(first, 'message', 'id');
  const message = { message: id };
  await server(`POST ${CHANNEL}/message`, room, {
    message: { text: 'two', user_id: 'ben', quoted_message_id: id, pinned: true },
  });
  await client(`POST ${CHANNEL}/message`, room, { message: { text: 'reply', parent_id: id } });
  await client('POST /messages/:message', message, { message: { text: 'one, changed' } });
  await server('PUT /messages/:message', message, { set: { pinned: true }, user_id: 'ann' });
  await client('POST /messages/:message/reaction', message, { reaction: { type: 'love' } });
  await server('POST /messages/:message/reaction', message, { reaction: { type: 'wow', user_id: 'ben' } });
  await client('GET /messages/:message/reactions', message);
  await client('POST /messages/:message/reactions', message, { filter: {} });
  for (const by of [server, client]) {
    await by('GET /messages/:message', message);
    await by('GET /messages/:message/replies', message, undefined, { limit: '10' });
    await by(`GET ${CHANNEL}/messages`, room, undefined, { ids: id });
    await by(`POST ${CHANNEL}/query`, room, { state: true });
  }
  await client(`GET ${CHANNEL}/pinned_messages`, room, undefined, { payload: { limit: 10 } });
  const filter_conditions = { cid: `${TYPE}:walk` };
  await client('GET /search', {}, undefined, { payload: { filter_conditions, query: 'one', limit: 10 } });
  return id;
};

const walkReading = async ({ server, client }: Walk, messageId: string): Promise<void> => {
  await client(`POST ${CHANNEL}/read`, room, {});
  await client(`POST ${CHANNEL}/event`, room, { event: { type: 'message.read' } });
  await client(`POST ${CHANNEL}/unread`, room, { message_id: messageId });
  await client('GET /unread');
  await server('GET /unread', {}, undefined, { user_id: 'ann' });
  await client(
    'POST /channels/delivered',
    {},
    {
      latest_delivered_messages: [{ cid: `${TYPE}:walk`, id: messageId }],
    },
  );
  await client('POST /channels/read', {}, {});
  await client(`POST ${CHANNEL}/hide`, room, { clear_history: false });
  await client(`POST ${CHANNEL}/show`, room, {});
  await client(`POST ${CHANNEL}/stop-watching`, room, {});
};

const walkFiles = async ({ client }: Walk): Promise<void> => {
  for (const kind of ['file', 'image'] as const) {
    const type = kind === 'file' ? 'text/plain' : 'image/png';
    for (const path of [`/uploads/${kind}`, `${CHANNEL}/${kind}`]) {
      const answer = await client(`POST ${path}`, room, file(`x.${kind}`, type));
      await client(`DELETE ${path}`, room, undefined, { url: inside(answer, 'file') });
    }
  }
};

const walkAway = async ({ server, client }: Walk, messageId: string): Promise<void> => {
  const message = { message: messageId };
  await client('DELETE /messages/:message/reaction/:reaction', { ...message, reaction: 'love' });
  await client('DELETE /messages/:message', message);
  await client(`POST ${CHANNEL}/query`, room, { state: true });
  await server(`POST ${CHANNEL}/truncate`, room, { message: { text: 'emptied', user_id: 'ann' } });
  await client(`DELETE ${CHANNEL}`, room);
  await server('POST /users/:user/deactivate', { user: 'dot' });
  await server('POST /users/:user/reactivate', { user: 'dot' });
  const { task_id } = await server(
    'POST /users/delete',
    {},
    {
      user_ids: ['dot'],
      user: 'hard',
      messages: 'hard',
      conversations: 'hard',
    },
  );
  await server('GET /tasks/:task', { task: String(task_id) });
};
