import * as z from 'zod';
import { StreamError } from './errors.ts';
import { makeNamed } from './named-users.ts';
import type { Custom } from './stored.ts';
import type { Caller } from './tokens.ts';
import type { World } from './world.ts';

/** A REST request after authentication, before any resource looks at it. */
export type ApiRequest = {
  caller: Caller;
  params: Record<string, string>;
  query: URLSearchParams;
  /** The JSON body; `{}` when there was none. */
  body: Custom;
  /** The multipart body of an upload. */
  form?: FormData;
  /** Who is calling from where, for hooks. */
  info: RequestInfo;
};

export type RequestInfo = {
  type: 'client' | 'server';
  ip: string;
  user_agent: string;
  sdk: string;
  ext: string;
};

/** Checks a body. Throws code 4 naming the fields that are wrong, without their values. */
export const parse = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.code}`);
  throw new StreamError('input', fields.join(', '));
};

/** The `payload` query parameter, a JSON object; what is `null` in it counts as not sent. Throws code 4 when it is none. */
export const payload = (query: URLSearchParams): Custom => {
  try {
    const sent = z.record(z.string(), z.unknown()).parse(JSON.parse(query.get('payload') ?? '{}'));
    return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null));
  } catch {
    throw new StreamError('input', 'payload must be a JSON object');
  }
};

/** An id that may be absent; Go's SDKs send `""` and `null` for one they do not mean [test: stream-chat-go, getstream-go]. */
export const optionalId = z
  .string()
  .nullish()
  .transform((id) => id || undefined);

/** A value that may be absent; `null` counts as not sent [test: getstream-go, whose empty lists leave as `null`]. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** A list that may be absent or `null`: then it is empty. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const actor = z.looseObject({
  user_id: optionalId,
  user: maybe(z.looseObject({ id: z.string() })),
});

/**
 * The user a request acts for: the token's user, or the one a server names in `user_id` or `user.id` of `source`.
 * A server's user is made when nobody has. Throws code 4 when a server names none or both, and code 16 when a token's user
 * was never made.
 */
export const actingUser = (world: World, request: ApiRequest, source: unknown = request.body): string => {
  const { caller } = request;
  if (caller.kind === 'user') {
    if (!world.state.users.has(caller.userId)) throw new StreamError('notFound', 'the user does not exist');
    return caller.userId;
  }
  const named = namedUser(source);
  if (named === undefined)
    throw new StreamError('input', 'either user or user_id must be provided with server auth');
  makeNamed(world, userObject(source, named));
  return named;
};

/** Like {@link actingUser}, for calls that make nobody: reading and counting. Throws code 4 when a server names somebody unknown. */
export const knownUser = (world: World, request: ApiRequest, source: unknown = request.body): string => {
  const named = request.caller.kind === 'server' ? namedUser(source) : undefined;
  if (named !== undefined && !world.state.users.has(named))
    throw new StreamError('input', 'the user does not exist');
  return actingUser(world, request, source);
};

/** What a request says of the user it names. */
const userObject = (source: unknown, id: string) => ({
  ...(source as { user?: object | null } | null | undefined)?.user,
  id,
});

/** The user a server names, if any. Throws code 4 when it names one twice. */
export const namedUser = (source: unknown): string | undefined => {
  const { user_id, user } = parse(actor, source ?? {});
  if (user_id !== undefined && user !== undefined)
    throw new StreamError('input', 'user and user_id cannot both be set');
  return user_id ?? user?.id;
};

/** The user whose view a reply is made for: the token's user, or whom a server names; a server may name nobody. */
export const viewer = (request: ApiRequest): string | undefined =>
  request.caller.kind === 'user'
    ? request.caller.userId
    : (namedUser(request.body) ?? request.query.get('user_id') ?? undefined);

/** Throws code 17 for a user token. */
export const demandServer = (request: ApiRequest): void => {
  if (request.caller.kind !== 'server')
    throw new StreamError('notAllowed', 'this call needs server-side auth');
};
