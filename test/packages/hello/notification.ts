import type { SecureChat } from '@sealed-stream/secure-chat';

/** What a push says: which message it is. */
export type Pushed = { cid: string; id: string };
export type Words = { title: string; body?: string };

/** What a notification of one message says: its words when all of it is verified, `generic` in every other case. Never throws. */
export const wordsFor = async (chat: SecureChat, { cid, id }: Pushed, generic: Words): Promise<Words> => {
  try {
    const channel = await chat.openChannel(cid);
    const { message } = await chat.stream.getMessage(id);
    const read = await channel.read(message);
    if (read.kind !== 'message') return generic;
    const name = message.user?.name ?? '';
    const [renamed] = await chat.contactNames.look([{ id: read.from, name }]);
    return { title: (renamed?.before ?? name) || generic.title, body: read.text };
  } catch {
    return generic;
  }
};
