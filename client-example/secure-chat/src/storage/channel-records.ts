import type { SealedRecords } from './sealed-records.ts';

/** What the names of a channel's records of this kind (`outbox/`) begin with: `<kind>/<cid>/`. */
export const channelPrefix = (kind: string, cid: string): string => `${kind}${encodeURIComponent(cid)}/`;

/** The channels that records of this form are kept for: `<kind>/<cid>/…`. */
export const channelsIn = (keys: readonly string[]): string[] => [
  ...new Set(keys.map((key) => decodeURIComponent(key.split('/')[1] ?? ''))),
];

/** Takes all of a channel away, also those that cannot be read. Rejects never. */
export const clearChannel = async (
  records: Pick<SealedRecords, 'keys' | 'remove'>,
  kind: string,
  cid: string,
): Promise<void> => {
  const keys = await records.keys(channelPrefix(kind, cid)).catch((): string[] => []);
  await Promise.allSettled(keys.map((key) => records.remove(key)));
};
