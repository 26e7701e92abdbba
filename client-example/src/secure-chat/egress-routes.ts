/** One request as the guard sees it: `params` are those of the query string, `body` is not yet turned into bytes. */
export type EgressRequest = { method: string; path: string; params: Fields; body: unknown };

export type Fields = Record<string, unknown>;

/** What a request would tell: fields, of which some carry no words, or a file. Without `cid` no channel can be told. */
export type Outgoing = { cid: string | undefined } & (
  | { fields: Fields; wordless: ReadonlySet<string> }
  | { upload: unknown }
);

/** Finds the channel of a message this client has loaded. */
export type CidOfMessage = (messageId: string) => string | undefined;

type Rule = {
  methods: string;
  path: RegExp;
  read: (request: EgressRequest, parts: string[], cidOf: CidOfMessage) => Outgoing | null;
};

/** What the request would carry, or null when it has no room for words (stream.md section 6). */
export const outgoingOf = (request: EgressRequest, cidOf: CidOfMessage): Outgoing | null => {
  for (const { methods, path, read } of RULES) {
    const parts = methods.includes(request.method) ? path.exec(request.path) : null;
    if (parts) return read(request, parts.slice(1).map(decode), cidOf);
  }
  return null;
};

const WRITES = 'POST PUT PATCH';

/** Ids and flags, and what the server fills in itself (stream.md section 7). */
const MESSAGE = new Set([
  'id',
  'cid',
  'parent_id',
  'quoted_message_id',
  'mentioned_users',
  'mentioned_group_ids',
  'mentioned_roles',
  'mentioned_channel',
  'mentioned_here',
  'restricted_visibility',
  'show_in_channel',
  'silent',
  'pinned',
  'pinned_at',
  'pin_expires',
  'user_id',
]);
const REACTION = new Set(['message_id', 'score', 'user_id']);
const VOTE = new Set(['option_id', 'user_id']);
const EVENT = new Set(['parent_id', 'user_id', 'cid', 'channel_id', 'channel_type', 'message_id']);
const LOCATION = new Set(['message_id', 'created_by_device_id', 'end_at']);
const NOTHING: ReadonlySet<string> = new Set();

const message = (cid: string | undefined, value: unknown, beside: Fields = {}): Outgoing => ({
  cid,
  fields: { ...fieldsOf(value), ...beside },
  wordless: MESSAGE,
});

const RULES: readonly Rule[] = [
  {
    methods: WRITES,
    path: /\/channels\/([^/]+)\/([^/]+)(?:\/(?:message|draft|truncate))?$/,
    read: ({ body }, [type, id]) => {
      const { message: sent, pending_message_metadata } = fieldsOf(body);
      return message(`${type}:${id}`, sent, { pending_message_metadata });
    },
  },
  {
    methods: WRITES,
    path: /\/messages\/([^/]+)(?:\/(?:ephemeral|action))?$/,
    read: ({ body }, [id = ''], cidOf) => {
      const { message: sent, set, form_data } = fieldsOf(body);
      return message(cidOf(id), sent ?? set, fieldsOf(form_data));
    },
  },
  {
    methods: WRITES,
    path: /\/messages\/([^/]+)\/reaction$/,
    read: ({ body }, [id = ''], cidOf) => ({
      cid: cidOf(id),
      fields: withoutName('type', 'emoji_code')(fieldsOf(body).reaction),
      wordless: REACTION,
    }),
  },
  {
    methods: WRITES,
    path: /\/messages\/([^/]+)\/polls\/[^/]+\/vote$/,
    read: ({ body }, [id = ''], cidOf) => ({
      cid: cidOf(id),
      fields: fieldsOf(fieldsOf(body).vote),
      wordless: VOTE,
    }),
  },
  {
    methods: WRITES,
    path: /\/threads\/([^/]+)$/,
    read: ({ body }, [id = ''], cidOf) => ({
      cid: cidOf(id),
      fields: fieldsOf(fieldsOf(body).set),
      wordless: NOTHING,
    }),
  },
  {
    methods: WRITES,
    path: /\/channels\/([^/]+)\/([^/]+)\/event$/,
    read: ({ body }, [type, id]) => ({
      cid: `${type}:${id}`,
      fields: withoutName('type')(fieldsOf(body).event),
      wordless: EVENT,
    }),
  },
  {
    methods: WRITES,
    path: /\/users\/[^/]+\/event$/,
    read: ({ body }) => ({
      cid: undefined,
      fields: withoutName('type')(fieldsOf(body).event),
      wordless: EVENT,
    }),
  },
  {
    methods: WRITES,
    path: /\/polls(?:\/(?!query$)[^/]+(?:\/options(?:\/[^/]+)?)?)?$/,
    read: ({ body }) => ({ cid: undefined, fields: fieldsOf(body), wordless: new Set(['id', 'user_id']) }),
  },
  {
    methods: WRITES,
    path: /\/users\/live_locations$/,
    read: ({ body }, _, cidOf) => {
      const fields = fieldsOf(body);
      return { cid: cidOf(String(fields.message_id)), fields, wordless: LOCATION };
    },
  },
  {
    methods: WRITES,
    path: /\/translate$/,
    read: ({ body }) => ({ cid: undefined, fields: { text: fieldsOf(body).text }, wordless: NOTHING }),
  },
  {
    methods: 'GET',
    path: /\/search$/,
    read: ({ params }) => {
      const { filter_conditions, query, message_filter_conditions } = fieldsOf(params.payload);
      const { cid } = fieldsOf(filter_conditions);
      return {
        cid: typeof cid === 'string' ? cid : undefined,
        fields: { query, message_filter_conditions },
        wordless: NOTHING,
      };
    },
  },
  {
    methods: 'GET',
    path: /\/og$/,
    read: ({ params }) => ({ cid: undefined, fields: { url: params.url }, wordless: NOTHING }),
  },
  {
    methods: WRITES,
    path: /\/channels\/([^/]+)\/([^/]+)\/(?:file|image)$/,
    read: ({ body }, [type, id]) => ({ cid: `${type}:${id}`, upload: body }),
  },
  {
    methods: WRITES,
    path: /\/uploads\/(?:file|image)$/,
    read: ({ body }) => ({ cid: undefined, upload: body }),
  },
];

/** Reads a JSON text or an object; anything else that is there becomes a field of its own, so that it is not overlooked. */
const fieldsOf = (value: unknown): Fields => {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  if (isFields(parsed)) return parsed;
  return parsed === undefined || parsed === null ? {} : { body: parsed };
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Leaves fields out that hold the name of a thing, such as `typing.start` or an emoji: short, and without a space. */
const withoutName =
  (...names: readonly string[]) =>
  (value: unknown): Fields => {
    const isName = ([field, name]: [string, unknown]) =>
      names.includes(field) && typeof name === 'string' && /^\S{1,64}$/u.test(name);
    return Object.fromEntries(Object.entries(fieldsOf(value)).filter((entry) => !isName(entry)));
  };

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
