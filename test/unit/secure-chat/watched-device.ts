import { setImmediate as settled } from 'node:timers/promises';
import type { StreamChange } from '../../../client-example/secure-chat/src/epochs/channel-at-stream.ts';
import { watchChannel } from '../../../client-example/secure-chat/src/epochs/watch-channel.ts';
import { createTurns } from '../../../client-example/secure-chat/src/platform/in-turn.ts';
import type { OneDevice } from './one-device.ts';

type SetTimer = {
  callback: () => void;
  ms: number;
  isCalledOff: boolean;
};

/** Watches the channel of a device, which hears of changes by `tell`. `done` says what it brings about; no timer ends by itself. */
export const watchDevice = ({ keeping }: OneDevice) => {
  const done: string[] = [];
  const timers: SetTimer[] = [];
  let listener = (_: StreamChange): void => {};
  keeping.stream = {
    ...keeping.stream,
    onChange: (told) => {
      listener = told;
      return () => void done.push('stopped listening');
    },
  };
  const inTurn = createTurns();
  const watch = watchChannel(keeping, inTurn, {
    timer: (callback, ms) => {
      const timer = { callback, ms, isCalledOff: false };
      timers.push(timer);
      return () => {
        timer.isCalledOff = true;
      };
    },
    onRecovered: () => void done.push('recovered'),
    wake: async () => void done.push('woken'),
  });
  const tell = (change: StreamChange): void => listener(change);
  /** Tells of it and lets everything go on until it rests. */
  const hear = async (change: StreamChange): Promise<void> => {
    tell(change);
    await settled();
  };
  return { watch, done, timers, inTurn, tell, hear };
};

export type WatchedDevice = ReturnType<typeof watchDevice>;
