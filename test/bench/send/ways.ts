import { randomUUID } from 'node:crypto';
import type { Channel } from 'stream-chat';
import type { ChannelEvent } from '../../../client-example/secure-chat/src/channels/channel-events.ts';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';

/** One way of a message from one person to another, as one of them has it. */
export type Way = {
  /** Sends; resolves when the sender knows that it is sent. */
  send: (text: string) => Promise<unknown>;
  /** Answers when the message has been read here, by the clock of `clockMs`. To be called before it is sent. */
  seen: (text: string) => Promise<number>;
};

/** Milliseconds of a clock that all processes of the machine share. */
export const clockMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Through the client core: encrypted and signed, decrypted and verified. */
export const encryptedWay = (channel: EncryptedChannel): Way => ({
  send: (text) => channel.send(text),
  seen: (text) => {
    const isIt = (event: ChannelEvent) =>
      event.type === 'new' && event.message.kind === 'message' && event.message.text === text;
    const { promise, resolve } = Promise.withResolvers<number>();
    const stop = channel.subscribe((event) => isIt(event) && resolve(clockMs()));
    return promise.finally(stop);
  },
});

/** By the vendor's client alone. */
export const plainWay = (channel: Channel): Way => ({
  send: (text) => channel.sendMessage({ text }),
  seen: (text) => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const heard = channel.on('message.new', ({ message }) => message?.text === text && resolve(clockMs()));
    return promise.finally(heard.unsubscribe);
  },
});

/** Another one each time, so that none is taken for one before it. */
export const newText = (letters: number): string =>
  randomUUID().padEnd(letters, ' and so on').slice(0, letters);
