import { randomBytes } from 'node:crypto';
import { encryptedText } from '../../../support/encrypted-text.ts';
import type { Attack } from '../attack.ts';
import type { Lab } from '../lab.ts';
import { newId, type Stranger } from '../person.ts';

const TYPE = 'encrypted';
/** What nobody but members may read. */
const WORDS = 'zebra at eight behind the station';

type Room = { mallory: Stranger; bob: Stranger; channelId: string; session: string; path: string };

const openRoom = async (lab: Lab): Promise<Room> => {
  const [mallory, bob] = [await lab.stranger('Mallory'), await lab.stranger('Bob')];
  await lab.meet([mallory, bob]);
  const [channelId, session] = [newId(), newId()];
  await mallory.api('POST', '/channels', { channelType: TYPE, channelId, members: [bob.userId] });
  await mallory.api('PUT', `/channels/${TYPE}/${channelId}/encryption-session`, {
    encryptionSessionId: session,
  });
  return { mallory, bob, channelId, session, path: `/channels/${TYPE}/${channelId}` };
};

/** How many of these came to lie at Stream with words in them, when the sweeper has had its turn. */
const stored = async (lab: Lab, { channelId }: Room): Promise<number> => {
  const holding = () =>
    lab.stack.streamService
      .listMessages(`${TYPE}:${channelId}`)
      .filter((message) => JSON.stringify(message).includes('zebra')).length;
  const deadline = Date.now() + 5_000;
  while (holding() > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
  return holding();
};

const FIELDS: Record<string, unknown> = {
  attachments: [{ type: 'file', title: WORDS }],
  mentioned_users: [WORDS],
  quoted_message_id: WORDS,
  parent_id: WORDS,
  poll_id: WORDS,
  shared_location: { latitude: 1, longitude: 1, note: WORDS },
  i18n: { en_text: WORDS },
  mml: `<mml>${WORDS}</mml>`,
  html: `<p>${WORDS}</p>`,
  command: WORDS,
  restricted_visibility: [WORDS],
  moderation: { action: WORDS },
  zebra: 1,
  foo: WORDS,
  reminder: { x: WORDS },
  image_labels: { x: [WORDS] },
  mentioned_roles: [WORDS],
  user: { name: WORDS },
  cid: WORDS,
  channel_role: WORDS,
  member: { note: WORDS },
  quoted_message: { text: WORDS },
  pinned_by: { name: WORDS },
  thread_participants: [{ name: WORDS }],
  reaction_counts: { [WORDS]: 3 },
  latest_reactions: [{ type: WORDS }],
  created_at: WORDS,
  pin_expires: WORDS,
  silent: WORDS,
  pinned: WORDS,
  command_info: { name: WORDS },
  toString: WORDS,
  Text: WORDS,
  '': WORDS,
};

const fields: Attack = {
  name: 'words in fields beside ciphertext',
  allowed: 0,
  async run(lab) {
    const room = await openRoom(lab);
    for (const [name, value] of Object.entries(FIELDS))
      await room.mallory.stream('POST', `${room.path}/message`, {
        message: { id: newId(), text: encryptedText(room.session), [name]: value },
      });
    return { tried: Object.keys(FIELDS).length, gotThrough: await stored(lab, room) };
  },
};

const TYPES = ['system', 'ephemeral', 'error', 'deleted', 'reply', 'regular', '', null, 'SYSTEM'];

const plain: Attack = {
  name: 'clear text under every message type, and by editing',
  allowed: 0,
  async run(lab) {
    const room = await openRoom(lab);
    const { mallory, path, session } = room;
    for (const type of TYPES)
      await mallory.stream('POST', `${path}/message`, { message: { type, text: WORDS } });
    const id = newId();
    await mallory.stream('POST', `${path}/message`, { message: { id, text: encryptedText(session) } });
    const edits = [
      ['POST', { message: { text: WORDS } }],
      ['POST', { message: { type: 'system', text: WORDS } }],
      ['POST', { message: { text: encryptedText(session), note: WORDS } }],
      ['PUT', { set: { text: WORDS } }],
      ['PUT', { set: { note: WORDS } }],
      ['PUT', { set: { 'i18n.en_text': WORDS } }],
      ['PUT', { set: { pinned: true, note: WORDS } }],
    ] as const;
    for (const [method, body] of edits) await mallory.stream(method, `/messages/${id}`, body);
    return { tried: TYPES.length + edits.length, gotThrough: await stored(lab, room) };
  },
};

const leaving: Attack = {
  name: 'system messages: leaving, truncating, inviting with words',
  allowed: 0,
  async run(lab) {
    const room = await openRoom(lab);
    const { mallory, path } = room;
    const message = { text: WORDS };
    const bodies = [
      { cooldown: 0, message },
      { add_members: [], message },
      { accept_invite: true, message },
      { reject_invite: true, message },
      { data: { name: WORDS }, message },
      { remove_members: [mallory.userId], message },
    ];
    await mallory.stream('POST', `${path}/truncate`, { message });
    for (const body of bodies) await mallory.stream('POST', path, body);
    return { tried: bodies.length + 1, gotThrough: await stored(lab, room) };
  },
};

const LINES = {
  English: 'zebra meets you at eight behind the station, bring the papers and nobody else. ',
  Russian: 'Встретимся в восемь за вокзалом, приноси бумаги и никому не говори ни слова. ',
  Greek: 'Συνάντησέ με στις οκτώ πίσω από τον σταθμό και φέρε τα χαρτιά μαζί σου. ',
  Arabic: 'قابلني في الساعة الثامنة خلف المحطة وأحضر الأوراق معك ولا تخبر أحدا بذلك. ',
  Hindi: 'आठ बजे स्टेशन के पीछे मिलो और कागज़ साथ लाओ, किसी और को मत बताना। ',
  Chinese: '八点在车站后面见面，带上文件，不要告诉任何人。我们在那里等你，别迟到。',
  Vietnamese: 'Hẹn gặp bạn lúc tám giờ sau nhà ga, nhớ mang theo giấy tờ và đừng nói với ai. ',
  emoji: '🦓🕗🚉📄🤫🦓🕗🚉📄🤫🦓🕗🚉📄🤫🦓🕗🚉📄🤫',
};

const BLOCK = 16;

/** Filled up with spaces to what ciphertext could be long. */
const padded = (bytes: Buffer): Buffer => {
  const length = Math.max(4 * BLOCK, Math.ceil(bytes.length / BLOCK) * BLOCK);
  return Buffer.concat([bytes, Buffer.alloc(length - bytes.length, 0x20)]);
};

const costumes = (line: string): Buffer[] => [
  padded(Buffer.from(line)),
  padded(Buffer.from(line.repeat(3))),
  padded(Buffer.from(line.repeat(40)).subarray(0, 14_000)),
  padded(Buffer.from(line.repeat(2), 'utf16le')),
  padded(Buffer.from(Buffer.from(line.repeat(3)).map((byte, n) => (n % 3 === 0 ? byte ^ 0x80 : byte)))),
  padded(Buffer.concat([randomBytes(32), Buffer.from(line.repeat(3))])),
];

const scripts: Attack = {
  name: 'texts in eight scripts as base64 in the form of ciphertext',
  allowed: 0,
  async run(lab) {
    const room = await openRoom(lab);
    const texts = Object.values(LINES).flatMap(costumes);
    const ids: string[] = [];
    for (const bytes of texts) {
      const [id, text] = [
        newId(),
        JSON.stringify({ sessionId: room.session, data: bytes.toString('base64') }),
      ];
      ids.push(id);
      await room.mallory.stream('POST', `${room.path}/message`, { message: { id, text } });
    }
    const there = lab.stack.streamService.listMessages(`${TYPE}:${room.channelId}`).map(({ id }) => id);
    return { tried: texts.length, gotThrough: ids.filter((id) => there.includes(id)).length };
  },
};

export const wordAttacks: readonly Attack[] = [fields, plain, leaving, scripts];
