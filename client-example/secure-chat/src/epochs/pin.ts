import * as z from 'zod';
import { authorKey } from '../../../../shared/contract/author-key.ts';
import { historyPolicy } from '../../../../shared/contract/channel.ts';
import { unverifiedReaders } from '../../../../shared/contract/epoch-statement.ts';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import { contentHash } from '../../../../shared/contract/signed-text.ts';
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
  /** For each member the place of their author key in `authorKeys`: most have one for all epochs. */
  keys: z.array(z.int().nonnegative()),
  unseen: z.array(z.string()).optional(),
  untold: z.array(z.string()).optional(),
  unverified: z.optional(unverifiedReaders),
  isByWord: z.boolean().optional(),
  reactionKey: z.string(),
  hash: contentHash,
  previous: z.object({ encryptionSessionId: z.uuid(), hash: contentHash }).optional(),
});

const channelPin = z.object({
  v: z.literal(2),
  /** Verified, oldest first; the last is trusted. */
  epochs: z.array(trustedEpoch),
  authorKeys: z.array(authorKey),
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
export type ChannelPin = Readonly<Omit<z.infer<typeof channelPin>, 'epochs' | 'authorKeys'>> & {
  readonly epochs: readonly VerifiedEpoch[];
};

export const NO_PIN: ChannelPin = {
  v: 2,
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
    const pin = channelPin.safeParse(parseJson(kept ?? '')).data;
    return (pin && unpacked(pin)) ?? NO_PIN;
  },
  save: (cid, pin) => storage.set(keyOf(cid), JSON.stringify(packed(pin))),
});

type Kept = z.infer<typeof channelPin>;

const packed = ({ epochs, ...pin }: ChannelPin): Kept => {
  const places = new Map<string, number>();
  const placeOf = (key: string): number => {
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  };
  const kept = epochs.map(({ authorKeys, members, removed, unseen, untold, ...epoch }) => ({
    ...epoch,
    members: [...members],
    ...(removed && { removed: [...removed] }),
    ...(unseen && { unseen: [...unseen] }),
    ...(untold && { untold: [...untold] }),
    keys: authorKeys.map(placeOf),
  }));
  return { ...pin, epochs: kept, authorKeys: [...places.keys()] };
};

/** Null for a record whose parts do not fit together. */
const unpacked = ({ epochs, authorKeys: all, ...pin }: Kept): ChannelPin | null => {
  const found = epochs.map(({ keys, ...epoch }) => ({
    ...epoch,
    authorKeys: keys.flatMap((place) => all[place] ?? []),
  }));
  const isWhole = found.every(({ members, authorKeys }) => members.length === authorKeys.length);
  return isWhole ? { ...pin, epochs: found } : null;
};

const keyOf = (cid: string): string => `epochs/${cid}`;
