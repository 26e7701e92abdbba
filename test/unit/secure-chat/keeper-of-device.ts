import {
  type Opening,
  openEpochKeeper,
} from '../../../client-example/secure-chat/src/epochs/epoch-keeper.ts';
import { type ChannelPin, NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { type OneDevice, START } from './one-device.ts';

/** Opens the channel on a device that trusts these epochs from before, and keeps that besides. What Stream tells of comes by `tell`; no timer ends by itself. */
export const openKeeper = async (
  device: OneDevice,
  epochs: readonly VerifiedEpoch[] = [],
  opening?: Opening,
  pin: Partial<ChannelPin> = {},
) => {
  const { deps } = device;
  const timers: { callback: () => void; ms: number }[] = [];
  const listeners = new Set<Parameters<typeof deps.stream.onChange>[0]>();
  const onChange: typeof deps.stream.onChange = (listener) => {
    listeners.add(listener);
    device.asked.push('hears');
    return () => {
      listeners.delete(listener);
      device.asked.push('hears no more');
    };
  };
  const all = {
    ...deps,
    stream: { ...deps.stream, onChange },
    pins: { ...deps.pins, load: async () => ({ ...NO_PIN, epochs, trustedAt: START, ...pin }) },
    timer: (callback: () => void, ms: number) => {
      timers.push({ callback, ms });
      return () => {};
    },
  };
  const keeper = await openEpochKeeper(all, opening);
  const tell = (change: Parameters<Parameters<typeof onChange>[0]>[0]) => {
    for (const listener of listeners) listener(change);
  };
  return {
    keeper,
    tell,
    timers,
  };
};
