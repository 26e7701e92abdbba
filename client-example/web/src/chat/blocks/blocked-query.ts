/** Under which the list of blocked people is remembered. */
export const BLOCKED = ['blocked'] as const;
