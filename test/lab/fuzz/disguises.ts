import { COSTUMES, filledWith, sameRandom, WIDE_COSTUMES } from '../../support/shape.ts';
import WORDS from './corpus/words.json' with { type: 'json' };
import { COSTUMES_OF_TEXT } from './costumes.ts';
import { CIPHERTEXT, FILE_HOST, hookBody, ID, inCiphertext, PLACE, SESSION, TIME } from './known.ts';

export type Disguise = { name: string; body: string };

type Place = (words: string) => object;

const file = (more: object) => ({ attachments: [{ type: 'file', asset_url: PLACE, ...more }] });
const address = (asset_url: string) => ({ attachments: [{ type: 'file', asset_url }] });
const inHtml = CIPHERTEXT.replaceAll('"', '&quot;');

/** Fields of which a client's words might be stored, and those that only a server fills. */
const FIELDS = [
  ...[
    'id',
    'cid',
    'parent_id',
    'quoted_message_id',
    'user_id',
    'channel_role',
    'type',
    'html',
    'command',
    'args',
  ],
  ...[
    'silent',
    'shadowed',
    'pinned',
    'show_in_channel',
    'reply_count',
    'created_at',
    'updated_at',
    'deleted_at',
  ],
  ...['pinned_at', 'pin_expires', 'message_text_updated_at', 'attachments', 'mentioned_users', 'i18n', 'mml'],
  ...[
    'image_labels',
    'mentioned_groups',
    'mentioned_group_ids',
    'mentioned_roles',
    'moderation',
    'poll',
    'poll_id',
  ],
  ...[
    'moderation_details',
    'reminder',
    'restricted_visibility',
    'shared_location',
    'draft',
    'command_info',
    'note',
  ],
  ...[
    'member',
    'thread_participants',
    'pinned_by',
    'reaction_counts',
    'latest_reactions',
    'custom',
    '__proto__',
  ],
];

/** Where words may stand in a message: by name. */
const PLACES: Record<string, Place> = {
  text: (words) => ({ text: words }),
  'text, as data': (words) => ({ text: JSON.stringify({ sessionId: SESSION, data: words }) }),
  'text, as session': (words) => ({ text: CIPHERTEXT.replace(SESSION, words) }),
  'text, before it': (words) => ({ text: words + CIPHERTEXT }),
  'text, behind it': (words) => ({ text: CIPHERTEXT + words }),
  'text, on a line before it': (words) => ({ text: `${words}\n${CIPHERTEXT}` }),
  'text, on a line behind it': (words) => ({ text: `${CIPHERTEXT}\n${words}` }),
  'text, one key more': (words) => ({ text: CIPHERTEXT.replace('{', `{"x":${JSON.stringify(words)},`) }),
  'text, one key more behind': (words) => ({
    text: CIPHERTEXT.replace('}', `,"x":${JSON.stringify(words)}}`),
  }),
  'text, in its data': (words) => ({ text: CIPHERTEXT.replace('"data":"', `"data":"${words}`) }),
  'type of a note': (words) => ({ type: 'system', text: words }),
  'html of the text': (words) => ({ html: `<p>${inHtml}${words}</p>` }),
  'html behind the text': (words) => ({ html: `<p>${inHtml}</p>${words}` }),
  'before an id': (words) => ({ id: `${words}-${ID}` }),
  'behind an id': (words) => ({ id: `${ID}-${words}` }),
  'before the id of a parent': (words) => ({ parent_id: `${words} ${ID}` }),
  'before a time': (words) => ({ created_at: `${words} ${TIME}` }),
  'behind a time': (words) => ({ pin_expires: `${TIME} ${words}` }),
  'a comment in a time': (words) => ({ updated_at: `${TIME} (${words})` }),
  'the id of somebody mentioned': (words) => ({ mentioned_users: [{ id: `${words} ` }] }),
  'beside somebody mentioned': (words) => ({ mentioned_users: ['bob', { note: words }] }),
  'the title of a file': (words) => file({ title: words }),
  'the text of a file': (words) => file({ text: words }),
  'a field of a file': (words) => file({ note: words }),
  'the name of a field of a file': (words) => file({ [`${words} `]: null }),
  'the type of a file': (words) => file({ type: words }),
  'the address of a file': (words) => address(`${FILE_HOST}/${words}`),
  'the folder of a file': (words) => address(PLACE.replace('attachments', words)),
  'the name of a file': (words) => address(PLACE.replace('.bin', `.${words}`)),
  'the query of a file': (words) => address(`${PLACE}?${words}`),
  'the signature of a file': (words) => address(`${PLACE}?Expires=1790000000&Signature=${words}`),
  'the fragment of a file': (words) => address(`${PLACE}#${words}`),
  'the host of a file': (words) => address(PLACE.replace('files', words)),
  'an attachment': (words) => ({ attachments: [words] }),
  'the name of a field': (words) => ({ [words]: null }),
  'the names of many fields': (words) =>
    Object.fromEntries([...words].map((letter, at) => [`w${at}_${letter}`, null])),
  'deep in a field': (words) => ({ custom: { a: [{ b: { [words]: [words] } }] } }),
  'a list of words': (words) => ({ mentioned_channel: words.split(' ') }),
};

/** What a client may say of others, or a server fills in: words there are other people's, so a list or object of the kind is taken. */
const named = (field: string): [string, Place] => [`the field ${field}`, (words) => ({ [field]: words })];

const inText = (): Disguise[] =>
  Object.entries(WORDS).flatMap(([language, words]) =>
    Object.entries(COSTUMES_OF_TEXT).flatMap(([costume, wear]) =>
      [...Object.entries(PLACES), ...FIELDS.map(named)].map(([place, put]) => ({
        name: `${language}, ${costume}, ${place}`,
        body: hookBody(put(wear(words))),
      })),
    ),
  );

const SIZES = [64, 96, 320, 4096];

/** Words as bytes, in the place of what encryption gives: all of the data, and the end of it. */
const inBytes = (): Disguise[] =>
  [...COSTUMES, ...WIDE_COSTUMES].flatMap(([name, words], index) =>
    SIZES.slice(index < COSTUMES.length ? 0 : 2).flatMap((size) =>
      [false, true].flatMap((isBare) => [
        {
          name: `${name}, ${size} bytes`,
          body: hookBody({ text: inCiphertext(filledWith(words, size)) }, isBare),
        },
        {
          name: `${name}, 256 bytes behind ${size} random ones`,
          body: hookBody(
            { text: inCiphertext(Buffer.concat([sameRandom(size), filledWith(words, 256)])) },
            isBare,
          ),
        },
      ]),
    ),
  );

/** Words in every costume at every place: bodies of hook calls, none of which may be accepted. */
export const disguises = (): Disguise[] => [...inText(), ...inBytes()];
