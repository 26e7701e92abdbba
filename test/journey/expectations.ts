import { expect } from '@jest/globals';
import type { ChannelEvent } from '../../client-example/secure-chat/src/channels/channel-events.ts';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { type Forging, forgedMessage } from '../../local/demo/forged-message.ts';
import type { Operator } from '../support/operator.ts';
import { nextEvent } from './journey-stack.ts';

/** What is written while something is wrong; nobody but the members may ever hold it. */
export const WORDS = 'meet at the old mill';

export const sessionOf = (channel: EncryptedChannel): string => channel.epoch()?.encryptionSessionId ?? '';

/** What was written last is kept back, and would go as soon as the person has decided: here it shall not. */
export const takeBack = async ({ outbox }: EncryptedChannel): Promise<void> => {
  const [kept] = outbox.entries();
  expect(kept).toMatchObject({ state: 'kept-back' });
  await outbox.cancel(kept?.id ?? '');
};

export type Expectations = {
  /** A text as Stream stores it. */
  textOf: (cid: string, id: string) => Promise<string>;
  /** Nothing leaves the device, and this is what the person is told; what was written is kept back, and taken back here. */
  expectStopped: (channel: EncryptedChannel, notice: object) => Promise<void>;
  /** What a device makes of WORDS in this name, once Stream has stored them there, as good as whoever holds the session and one author key can make them. */
  arrivalOfForged: (
    at: EncryptedChannel,
    forging: Pick<Forging, 'session' | 'by' | 'from'>,
  ) => Promise<ChannelEvent>;
  /** The members write to each other, and this outsider has no key to it. */
  expectPrivate: (from: EncryptedChannel, to: EncryptedChannel, outsider: SealdSdk) => Promise<void>;
};

export const expectationsOf = (operator: Operator): Expectations => {
  const textOf: Expectations['textOf'] = async (cid, id) =>
    (await operator.storedMessages(cid)).find((message) => message.id === id)?.text ?? '';
  return {
    textOf,
    expectStopped: async (channel, told) => {
      const { cid } = channel;
      const notice = { cid, ...told };
      const before = await operator.storedMessages(cid);
      await expect(channel.send(WORDS)).rejects.toMatchObject({ name: 'SecurityNoticeError', notice });
      expect(channel.notice()).toEqual(notice);
      await takeBack(channel);
      expect(await operator.storedMessages(cid)).toEqual(before);
    },
    arrivalOfForged: async (at, forging) => {
      const { id, text } = await forgedMessage({ ...forging, cid: at.cid, text: WORDS });
      const arrives = nextEvent(at, (event) => 'message' in event && event.message.id === id);
      await operator.inject(at.cid, forging.from, text, id);
      return arrives;
    },
    expectPrivate: async (from, to, outsider) => {
      const arrives = nextEvent(to, (event) => event.type === 'new');
      const id = await from.send(WORDS);
      expect(await arrives).toMatchObject({ message: { kind: 'message', id, text: WORDS } });
      const { sessionId } = JSON.parse(await textOf(from.cid, id)) as { sessionId: string };
      expect(sessionId).toBe(sessionOf(from));
      await expect(outsider.retrieveEncryptionSession({ sessionId })).rejects.toThrow();
    },
  };
};
