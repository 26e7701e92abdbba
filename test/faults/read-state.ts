import { CHANNELS, type Item, USERS, type World } from './world.ts';

/** What there is at a moment. */
export type State = {
  /** All that lasts, in one text that is the same for the same state: times, ids made by chance and sealed keys are written as what they are. */
  lasting: string;
  /** What has been counted: calls of budgets, codes, deletions. */
  counted: Record<string, number>;
  /** What is written once and must stay: sealed keys by user. */
  once: Record<string, string>;
};

/** Of a budget of the tests: so much later the bucket is full again for each call. */
const MS_PER_CALL = 1_000_000;

/** Reads what the tables, Stream, the key storage and the topic have now, past the proxies. */
export const readState = async (world: World): Promise<State> => {
  const users = await world.itemsOf(USERS);
  const channels = await world.itemsOf(CHANNELS);
  const items = [...users, ...channels].map(plain);
  const counted: Record<string, number> = {};
  for (const item of items) Object.assign(counted, countedIn(item));
  counted['codes sent'] = world.inbox().length;
  counted.mails = world.mails.length;
  const once = Object.fromEntries(
    items.flatMap(({ id, sealedTwoManRuleKey: key }) => (typeof key === 'string' ? [[String(id), key]] : [])),
  );
  const kept = items
    .filter(isOfUse(items))
    .flatMap((item) => lastingOf(item))
    .map(inOneForm)
    .sort();
  return { lasting: [...kept, ...(await atStream(world))].join('\n'), counted, once };
};

const plain = (item: Item): Item =>
  JSON.parse(JSON.stringify(item, (_, value) => (value instanceof Set ? [...value].sort() : value)));

const countedIn = ({ pk, sk, fullAt, codes, ids, taken }: Item): Record<string, number> => {
  const name = `${String(pk).split('#').slice(0, 1)} ${sk}`;
  if (String(pk).startsWith('BUDGET#'))
    return {
      [`calls of ${String(pk).split('#').slice(2).join('#')}`]: Math.round(
        (Number(fullAt) - Date.now()) / MS_PER_CALL,
      ),
    };
  if (Array.isArray(codes)) return { [`codes in ${name}`]: codes.length };
  if (Array.isArray(ids) || String(pk).startsWith('CODES#'))
    return { [`codes of ${String(pk).split('#')[1]}`]: Array.isArray(ids) ? ids.length : 0 };
  if (pk === 'SWEEPS') return { sweeps: sweepsIn(taken) };
  return {};
};
const sweepsIn = (taken: unknown): number => (Array.isArray(taken) ? taken.length : Number(taken ?? 0));

/** An erasure in the queue that is not noted of its user is one that nobody waits for: it is taken out when it is due. */
const isOfUse =
  (items: readonly Item[]) =>
  ({ pk, userId, dueAt }: Item): boolean => {
    if (pk !== 'ERASURES') return true;
    const own = items.find(({ id, erasure, erasurePending }) => id === userId && (erasure ?? erasurePending));
    return dueAt === ((own?.erasure ?? own?.erasurePending) as Item | undefined)?.dueAt;
  };

/** Not what is counted, and not places that are held for half a minute. */
const lastingOf = (item: Item): Item[] => {
  const { pk, sk } = item;
  // Only while it runs is it of use.
  if (typeof item.erasure === 'object') delete (item.erasure as Item).streamTask;
  const isPassing = /^(?:BUDGET|CODES|FACTOR)#|^SWEEPS$/.test(String(pk)) || sk === 'SEATS' || sk === 'CODES';
  if (isPassing) return [];
  // Other bytes each time that the same is sealed.
  if (pk === 'REPORTS') return [{ ...item, sealed: '<sealed>' }];
  const { version: _, ...lasting } = item;
  return [pk === 'RECONCILER' ? lasting : item];
};

const atStream = async ({ stream, server }: World): Promise<string[]> => {
  const { users } = await server.queryUsers({}, {}, { limit: 30, include_deactivated_users: true } as object);
  const { app } = await server.getAppSettings();
  const { channel_types } = await server.listChannelTypes();
  const rooms = stream.listChannels().map((channel) => ({
    ...channel,
    members: channel.members
      .map((member) => ({ ...member }))
      .sort((one, other) => (inOneForm(one) < inOneForm(other) ? -1 : 1)),
    messages: stream.listMessages(channel.cid),
  }));
  const people = users.map(({ id, name, role, revoke_tokens_issued_before: revoked }) => ({
    id,
    name,
    role,
    revoked,
  }));
  return [...people, ...rooms, { app }, { channel_types }].map(inOneForm).sort();
};

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

const inOneForm = (value: unknown): string =>
  JSON.stringify(value, sortedKeys)
    .replace(UUID, '<id>')
    .replace(TIME, '<time>')
    .replace(/"eyJ[\w-]+\.[\w.-]+"/g, '"<sealed>"')
    .replace(/(?<=:)\d{10,}/g, '<time>');

const sortedKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
