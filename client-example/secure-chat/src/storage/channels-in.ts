/** The channels that records of this form are kept for: `<kind>/<cid>/…`. */
export const channelsIn = (keys: readonly string[]): string[] => [
  ...new Set(keys.map((key) => decodeURIComponent(key.split('/')[1] ?? ''))),
];
