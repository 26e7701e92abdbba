import * as z from 'zod';
import { type ApiRequest, list, maybe, parse, payload } from './api-request.ts';
import { StreamError } from './errors.ts';
import { listQuery, matches, sortBy } from './filters.ts';
import { newUser, USER_ID } from './named-users.ts';
import { mayInApp } from './permissions.ts';
import { sendEvent } from './publish.ts';
import type { Custom, StoredUser } from './stored.ts';
import { customPart, withPartial } from './v1/custom-fields.ts';
import { encodeFullUser, encodeUser, userFields } from './v1/encode-user.ts';
import { decodeOptionalTime } from './v1/time.ts';
import type { World } from './world.ts';

/**
 * Users (stream.md section 6).
 *
 * Left out: banning, muting, blocking, guests, teams' effect.
 */
const userInput = z.looseObject({
  id: z.string().regex(USER_ID),
  name: z.string().nullish(),
  image: z.string().nullish(),
  role: z.string().optional(),
  language: z.string().optional(),
  teams: z.array(z.string()).optional(),
});
type UserInput = z.output<typeof userInput>;

const MAX_USERS = 100;
const upsertBody = z.looseObject({ users: z.record(z.string(), userInput) });
const patchBody = z.looseObject({
  users: z.array(
    z.looseObject({
      id: z.string(),
      set: maybe(z.record(z.string(), z.unknown())),
      unset: list(z.string()),
    }),
  ),
});

/** What only a server may change about a user. */
const serverOwned = ['role', 'teams', 'revoke_tokens_issued_before', 'banned'];

/** `POST /users`: each user becomes exactly what is sent (role, times and revocation stay unless sent). */
export const upsertUsers = (world: World, request: ApiRequest) => {
  const { users } = parse(upsertBody, request.body);
  const inputs = Object.values(users);
  if (inputs.length > MAX_USERS) throw new StreamError('input', 'more than 100 users');
  for (const input of inputs) demandSelf(request, input.id, changedKeys(world, input));
  const saved = inputs.map((input) => replaceUser(world, input, request.caller.kind === 'server'));
  return { users: byId(world, saved), membership_deletion_task_id: '' };
};

/** What differs from what is stored: a user may send its own role and teams back as they are [test: stream-chat-js, 2021]. */
const changedKeys = (world: World, input: UserInput): string[] => {
  const known = world.state.users.get(input.id);
  const stored: Custom = known ? { ...encodeFullUser(world, known) } : {};
  return Object.keys(input).filter((key) => JSON.stringify(input[key]) !== JSON.stringify(stored[key]));
};

const demandSelf = ({ caller }: ApiRequest, userId: string, keys: readonly string[]): void => {
  if (caller.kind === 'server') return;
  if (caller.userId !== userId) throw new StreamError('notAllowed', 'a user may only update itself');
  if (keys.some((key) => serverOwned.includes(key.split('.')[0] ?? '')))
    throw new StreamError('notAllowed', 'this field can only be changed server-side');
};

const replaceUser = (world: World, input: UserInput, byServer: boolean): StoredUser => {
  const known = world.state.users.get(input.id);
  const fresh = newUser(world, input);
  const user: StoredUser = {
    ...fresh,
    role: (byServer ? input.role : undefined) ?? known?.role ?? fresh.role,
    language: input.language ?? known?.language ?? fresh.language,
    teams: (byServer ? input.teams : undefined) ?? known?.teams ?? fresh.teams,
    banned: known?.banned ?? fresh.banned,
    createdAt: known?.createdAt ?? fresh.createdAt,
    lastActiveAt: known?.lastActiveAt,
    revokeTokensIssuedBefore: known?.revokeTokensIssuedBefore,
    deactivatedAt: known?.deactivatedAt,
    ...(known?.mutes ? { mutes: known.mutes } : {}),
  };
  world.state.users.set(user.id, user);
  world.state.deletedUsers.delete(user.id);
  announceUpdate(world, user);
  return user;
};

/** What connecting does to a user: it is made, or changed in the fields its client sent, except those a server owns. */
export const upsertFromConnect = (world: World, details: unknown): StoredUser => {
  const input = parse(userInput, details);
  const known = world.state.users.get(input.id);
  const user = known ?? replaceUser(world, { id: input.id }, true);
  user.name = input.name ?? user.name;
  user.image = input.image ?? user.image;
  user.language = input.language ?? user.language;
  user.custom = withPartial(user.custom, customPart(input, userFields), []);
  user.lastActiveAt = world.now();
  return user;
};

/** `PATCH /users`: dotted keys reach into custom objects. Throws code 16 for an unknown user. */
export const patchUsers = (world: World, request: ApiRequest) => {
  const { users } = parse(patchBody, request.body);
  for (const { id, set = {}, unset } of users) demandSelf(request, id, [...Object.keys(set), ...unset]);
  const changed = users.map(({ id, set = {}, unset }) => {
    const user = world.state.users.get(id);
    if (!user) throw new StreamError('notFound', 'the user does not exist');
    patchUser(user, set, unset);
    user.updatedAt = world.now();
    announceUpdate(world, user);
    return user;
  });
  return { users: byId(world, changed), membership_deletion_task_id: '' };
};

const patchUser = (user: StoredUser, set: Custom, unset: readonly string[]): void => {
  const known = parse(userInput.partial(), set);
  user.custom = withPartial(
    user.custom,
    customPart(set, userFields),
    unset.filter((key) => !userFields.has(key)),
  );
  for (const key of ['name', 'image', 'role', 'language', 'teams'] as const)
    if (known[key] !== undefined) Object.assign(user, { [key]: known[key] ?? undefined });
  if (unset.includes('name')) user.name = undefined;
  if (unset.includes('image')) user.image = undefined;
  const revoked = 'revoke_tokens_issued_before';
  if (revoked in set) user.revokeTokensIssuedBefore = decodeOptionalTime(set[revoked], revoked);
  if (unset.includes(revoked)) user.revokeTokensIssuedBefore = undefined;
};

/** `GET /users`. */
export const queryUsers = (world: World, request: ApiRequest) => {
  const { caller } = request;
  if (caller.kind === 'user' && !mayInApp(world, caller.userId, 'search-user'))
    throw new StreamError('notAllowed', 'user is not allowed to perform action "search-user"');
  const query = parse(listQuery, payload(request.query));
  const found = [...world.state.users.values()]
    .filter((user) => query.include_deactivated_users || user.deactivatedAt === undefined)
    .map((user) => encodeFullUser(world, user))
    .filter((user) => matches(user, query.filter_conditions));
  const users = sortBy(found, query.sort).slice(query.offset, query.offset + query.limit);
  if (query.presence && caller.kind === 'user') {
    const connection = world.sockets.require(request.query.get('connection_id'), caller.userId);
    for (const user of users) connection.presenceOf.add(user.id);
  }
  return { users };
};

const byId = (world: World, users: readonly StoredUser[]) =>
  Object.fromEntries(users.map((user) => [user.id, encodeFullUser(world, user)]));

/** Tells the user's own sockets, whoever asked for their presence [test: stream-chat-js, 2021], and everyone who watches a channel of theirs. */
const announceUpdate = (world: World, user: StoredUser): void => {
  const shared = [...world.state.channels.values()].filter((channel) => channel.members.has(user.id));
  const receivers = world.sockets
    .all()
    .filter(
      ({ userId, watched, presenceOf }) =>
        userId === user.id || presenceOf.has(user.id) || shared.some(({ cid }) => watched.has(cid)),
    );
  sendEvent(world, receivers, { type: 'user.updated', user: encodeUser(world, user) });
};
