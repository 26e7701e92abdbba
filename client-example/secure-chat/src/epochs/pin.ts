import * as z from 'zod';
import { historyPolicy } from '../../../../shared/contract/channel.ts';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import type { DeviceStorage } from '../platform/device-storage.ts';
import type { VerifiedEpoch } from './trusted-epoch.ts';

const trustedEpoch = z.object({
  epoch: z.int().positive(),
  encryptionSessionId: z.uuid(),
  startedBy: z.string(),
  startedAt: z.string(),
  members: z.array(z.string()),
  removed: z.array(z.string()).optional(),
  history: historyPolicy,
  previous: z.uuid().optional(),
});

const channelPin = z.object({
  v: z.literal(1),
  /** Verified, oldest first; the last is trusted. */
  epochs: z.array(trustedEpoch),
  /** When this device came to trust the last, in milliseconds by its own clock. */
  trustedAt: z.number(),
  /** Seen in the trusted epoch. */
  messages: z.number(),
  /** Stream's time of the last of them, in milliseconds; records of before have none. */
  countedTo: z.number().default(0),
  /** People whom this device is letting in, until an epoch has them. */
  letIn: z.array(z.string()),
  /** Session of the epoch since which this device has been letting people in: later readers may miss what came before. */
  owesSince: z.uuid().nullable(),
  /** People whom its user will not have in the next epoch. */
  shutOut: z.array(z.string()),
});

/** What a device trusts in one channel. */
export type ChannelPin = Readonly<Omit<z.infer<typeof channelPin>, 'epochs'>> & {
  readonly epochs: readonly VerifiedEpoch[];
};

export const NO_PIN: ChannelPin = {
  v: 1,
  epochs: [],
  trustedAt: 0,
  messages: 0,
  countedTo: 0,
  letIn: [],
  owesSince: null,
  shutOut: [],
};

export type ChannelPins = {
  /** {@link NO_PIN} when there is none, or none that can be read. */
  load: (cid: string) => Promise<ChannelPin>;
  save: (cid: string, pin: ChannelPin) => Promise<void>;
};

/** One JSON record for each channel. */
export const channelPins = (storage: Pick<DeviceStorage, 'get' | 'set'>): ChannelPins => ({
  load: async (cid) => {
    const kept = await storage.get(keyOf(cid));
    return channelPin.safeParse(parseJson(kept ?? '')).data ?? NO_PIN;
  },
  save: (cid, pin) => storage.set(keyOf(cid), JSON.stringify(pin)),
});

const keyOf = (cid: string): string => `epochs/${cid}`;
