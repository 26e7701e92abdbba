/** The settings that are not as wanted, in words. Stream leaves out what is empty or off; lists have no order there. */
export const differencesFrom = (
  current: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): string[] =>
  Object.entries(wanted)
    .filter(([name, value]) => spell(current[name] ?? emptyLike(value)) !== spell(value))
    .map(([name, value]) => `${name} is not ${spell(value)}`);

const spell = (value: unknown): string => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);

const emptyLike = (value: unknown): unknown =>
  Array.isArray(value) ? [] : { boolean: false, number: 0, string: '' }[typeof value as string];
