import { isEmpty } from '../../../../shared/contract/is-empty.ts';
import { isHarmlessToSend } from '../../../../shared/contract/message-fields.ts';
import { REACTION_ALIAS, sealedReaction } from '../../../../shared/contract/reaction.ts';

/** One request as the guard sees it: `params` are those of the query string, `body` is not yet turned into bytes. */
export type EgressRequest = { method: string; path: string; params: Fields; body: unknown };

export type Fields = Record<string, unknown>;

/** Whether a field can carry no words. */
export type IsWordless = (field: string, value: unknown) => boolean;

/** What a request would tell: fields, of which some carry no words, or a file. Without `cid` no channel can be told. */
export type Outgoing = { cid: string | undefined } & (
  | { fields: Fields; isWordless: IsWordless }
  | { upload: unknown }
);

/** What the client knows. */
export type Known = {
  userId: string | undefined;
  /** Where files may lie whose addresses a message may have beside its text. */
  fileHosts: readonly string[];
  /** The channel of a message it has loaded. */
  cidOf: (messageId: string) => string | undefined;
};

type Rule = {
  methods: string;
  path: RegExp;
  read: (request: EgressRequest, parts: string[], known: Known) => Outgoing | null;
};

/** What the request would carry, or null when it has no room for words (stream.md section 6). */
export const outgoingOf = (request: EgressRequest, known: Known): Outgoing | null => {
  for (const { methods, path, read } of RULES) {
    const parts = methods.includes(request.method) ? path.exec(request.path) : null;
    if (parts) return read(request, parts.slice(1).map(decode), known);
  }
  return null;
};

const WRITES = 'POST PUT PATCH';

/** Fields of these names, and empty ones. */
const named =
  (...names: readonly string[]): IsWordless =>
  (field, value) =>
    names.includes(field) || isEmpty(value);

const VOTE = named('option_id', 'user_id');
const EVENT = named('parent_id', 'user_id', 'cid', 'channel_id', 'channel_type', 'message_id');
const LOCATION = named('message_id', 'created_by_device_id', 'end_at');
const POLL = named('id', 'user_id');
const NOTHING = named();

/** Nobody has signed a pin, so none is made. */
const PINS = ['pinned', 'pinned_at', 'pinned_by', 'pin_expires'];

type Sent = { cid: string | undefined } & Pick<Known, 'userId' | 'fileHosts'>;

/** By the rule of the hook: what it would refuse does not leave. */
const message = (known: Sent, value: unknown, beside: Fields = {}): Outgoing => ({
  cid: known.cid,
  fields: { ...fieldsOf(value), ...beside },
  isWordless: (field, its) =>
    PINS.includes(field) ? isEmpty(its) || its === false : isHarmlessToSend(field, its, known),
});

/** A reaction that says what it is, or more than that it is one. */
const openReaction = (cid: string | undefined): Outgoing => ({
  cid,
  fields: { reaction: true },
  isWordless: () => false,
});

const RULES: readonly Rule[] = [
  {
    methods: WRITES,
    path: /\/channels\/([^/]+)\/([^/]+)(?:\/(?:message|draft|truncate))?$/,
    read: ({ body }, [type, id], known) => {
      const { message: sent, pending_message_metadata } = fieldsOf(body);
      return message({ ...known, cid: `${type}:${id}` }, sent, { pending_message_metadata });
    },
  },
  {
    methods: WRITES,
    path: /\/messages\/([^/]+)(?:\/(?:ephemeral|action))?$/,
    read: ({ body }, [id = ''], known) => {
      const { message: sent, set, form_data } = fieldsOf(body);
      return message({ ...known, cid: known.cidOf(id) }, sent ?? set, fieldsOf(form_data));
    },
  },
  {
    methods: WRITES,
    path: /\/messages\/([^/]+)\/reaction$/,
    read: ({ body }, [id = ''], { cidOf }) => {
      const { reaction, ...beside } = fieldsOf(body);
      const isSealed = sealedReaction.safeParse(fieldsOf(reaction)).success;
      return isSealed && Object.keys(beside).length === 0 ? null : openReaction(cidOf(id));
    },
  },
  {
    methods: 'DELETE',
    path: /\/messages\/([^/]+)\/reaction\/([^/]+)$/,
    read: (_, [id = '', type = ''], { cidOf }) =>
      REACTION_ALIAS.test(type) ? null : openReaction(cidOf(id)),
  },
  {
    methods: WRITES,
    path: /\/messages\/([^/]+)\/polls\/[^/]+\/vote$/,
    read: ({ body }, [id = ''], { cidOf }) => ({
      cid: cidOf(id),
      fields: fieldsOf(fieldsOf(body).vote),
      isWordless: VOTE,
    }),
  },
  {
    methods: WRITES,
    path: /\/threads\/([^/]+)$/,
    read: ({ body }, [id = ''], { cidOf }) => ({
      cid: cidOf(id),
      fields: fieldsOf(fieldsOf(body).set),
      isWordless: NOTHING,
    }),
  },
  {
    methods: WRITES,
    path: /\/channels\/([^/]+)\/([^/]+)\/event$/,
    read: ({ body }, [type, id]) => ({
      cid: `${type}:${id}`,
      fields: withoutName('type')(fieldsOf(body).event),
      isWordless: EVENT,
    }),
  },
  {
    methods: WRITES,
    path: /\/users\/[^/]+\/event$/,
    read: ({ body }) => ({
      cid: undefined,
      fields: withoutName('type')(fieldsOf(body).event),
      isWordless: EVENT,
    }),
  },
  {
    methods: WRITES,
    path: /\/polls(?:\/(?!query$)[^/]+(?:\/options(?:\/[^/]+)?)?)?$/,
    read: ({ body }) => ({ cid: undefined, fields: fieldsOf(body), isWordless: POLL }),
  },
  {
    methods: WRITES,
    path: /\/users\/live_locations$/,
    read: ({ body }, _, { cidOf }) => {
      const fields = fieldsOf(body);
      return { cid: cidOf(String(fields.message_id)), fields, isWordless: LOCATION };
    },
  },
  {
    methods: WRITES,
    path: /\/translate$/,
    read: ({ body }) => ({ cid: undefined, fields: { text: fieldsOf(body).text }, isWordless: NOTHING }),
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
        isWordless: NOTHING,
      };
    },
  },
  {
    methods: 'GET',
    path: /\/og$/,
    read: ({ params }) => ({ cid: undefined, fields: { url: params.url }, isWordless: NOTHING }),
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
