import { judgeHook } from '../../../../shared/domain/stream-hook.ts';
import { sameRandom } from '../../../support/shape.ts';
import { holdCiphertext } from '../ciphertext-promises.ts';
import WORDS from '../corpus/words.json' with { type: 'json' };
import {
  CID,
  CIPHERTEXT,
  hookBody,
  ID,
  inCiphertext,
  OTHER_SESSION,
  PLACE,
  SESSION,
  STAGE,
  TIME,
} from '../known.ts';
import { hold, type Target } from '../target.ts';
import { wordsIn } from '../words-in.ts';

const words = Object.values(WORDS);
const signed = `${PLACE}?Expires=1790000000&Signature=${sameRandom(96, 3).toString('base64url')}&Key-Pair-Id=APKAEXAMPLE000000000`;

/** Signed in the longer form that Amazon's CDN knows. */
const byPolicy = (place: string): string => {
  const policy = `{"Statement":[{"Resource":"${place}*","Condition":{"DateLessThan":{"AWS:EpochTime":1790000000}}}]}`;
  const signature = sameRandom(96, 4).toString('base64url');
  return `${place}?Policy=${Buffer.from(policy).toString('base64').replaceAll('=', '_')}&Signature=${signature}&ro=0&dl=${ID}.bin`;
};

/** All that Stream fills in itself, as in its answers. */
const FULL = {
  html: `<p>${CIPHERTEXT.replaceAll('"', '&quot;')}</p>\n`,
  cid: CID,
  user: { id: 'alice', name: 'Alice' },
  attachments: [
    { type: 'file', asset_url: signed, actions: [] },
    { type: 'file', asset_url: byPolicy(PLACE) },
  ],
  mentioned_users: ['bob', { id: 'carol' }],
  parent_id: ID,
  show_in_channel: true,
  reply_count: 2,
  quoted_message: { id: ID, text: CIPHERTEXT },
  thread_participants: [{ id: 'bob' }],
  pinned_by: { id: 'bob' },
  reaction_counts: { like: 1 },
  reaction_scores: { like: -1 },
  reaction_groups: { like: { count: 1 } },
  latest_reactions: [{ type: 'like' }],
  channel_role: 'channel_member',
  member: { channel_role: 'channel_member' },
  i18n: {},
  a_new_field: null,
  created_at: TIME,
  updated_at: 1_795_883_635_319_000_000,
};

type Body = {
  message: Record<string, unknown> & { text: string };
  channel: { type: string; session_id?: unknown; custom?: { session_id?: unknown } };
};

/** The note of a server in the service user's name has words, and nobody else may write one. */
const isNote = ({ message }: Body, input: string): boolean =>
  message.type === 'system' && /"sealed-stream"/.test(input) && /"server"/.test(input);

const holdAccepted = (body: Body): void => {
  const { message, channel } = body;
  const session = holdCiphertext(message.text);
  const named = channel.session_id ?? channel.custom?.session_id;
  hold(named === undefined || named === null || named === session, 'the session is the one of the channel');
  const found = wordsIn(message);
  hold(found === null, `nothing beside the ciphertext says: ${found}`);
};

/** The body of Stream's hook before a message is stored: what it takes has no words in it. */
export const hookTarget: Target = {
  seeds: [
    hookBody({}),
    hookBody({}, true),
    hookBody(FULL),
    ...words.map((text) => hookBody({ text })),
    ...words.map((text) => hookBody({ text: inCiphertext(Buffer.alloc(96, text)) })),
    JSON.stringify({ message: { text: words[0] }, channel: { type: 'livestream' } }),
    hookBody({ type: 'system', text: words[0], user: { id: 'sealed-stream' } }).replace(
      '"client"',
      '"server"',
    ),
  ],
  material: {
    names: [
      ...Object.keys(FULL),
      'text',
      'type',
      'id',
      'session_id',
      'custom',
      'note',
      'poll',
      'title',
      'asset_url',
      '__proto__',
    ],
    values: [
      ...words,
      ...Object.values(FULL),
      ...[
        CIPHERTEXT,
        SESSION,
        OTHER_SESSION,
        CID,
        ID,
        PLACE,
        null,
        '',
        0,
        true,
        [],
        {},
        7,
        'system',
        'alice',
      ],
      `alice-${ID}`,
      { id: 'sealed-stream' },
    ],
    scraps: [
      ...words.map((text) => text.slice(0, 20)),
      ...words.map((text) => `"text":${JSON.stringify(text)},`),
      ...words.map((text) => Buffer.from(text).toString('base64')),
      ...['<p>', '</p>', '\n', '\u200b', ID, TIME, '"', '\\', ',', '{}', '&quot;', '?dl=', '%20', '#', '/'],
    ],
  },
  tryOne: (input) => {
    const { verdict, channel } = judgeHook(Buffer.from(input), STAGE);
    const kind = verdict.accepted ? 'accepted' : verdict.refusal;
    if (verdict.accepted && channel !== 'open') {
      const body = JSON.parse(input) as Body;
      if (!isNote(body, input)) holdAccepted(body);
    }
    return { isAccepted: verdict.accepted && channel !== 'open', kind: `${kind} ${channel}` };
  },
};
