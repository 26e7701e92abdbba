import type { Settings } from './settings-before.ts';

/** Whether two settings say the same. Lists of words (grants, commands, event types) have no order at Stream. */
export const saysTheSame = (one: unknown, other: unknown): boolean => spell(one) === spell(other);

const spell = (value: unknown): string => {
  const isWords = Array.isArray(value) && value.every((word) => typeof word === 'string');
  return JSON.stringify(isWords ? [...value].sort() : (value ?? null));
};

/** Stream leaves out what is empty or off. */
export const isSet = (current: unknown, wanted: unknown): boolean =>
  saysTheSame(current ?? emptyLike(wanted), wanted);

/** Those of the wanted settings that are not set so. */
export const differing = <Wanted extends Settings>(current: Settings, wanted: Wanted): Partial<Wanted> =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !isSet(current[name], value)),
  ) as Partial<Wanted>;

/** Those of the wanted settings that Stream does not name: they can be set and not be looked at. */
export const unnamed = <Wanted extends Settings>(current: Settings, wanted: Wanted): Partial<Wanted> =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name]) => (current[name] ?? null) === null),
  ) as Partial<Wanted>;

/** What to set so that all is as it was kept, of what still is as we set it: what somebody changed since is theirs. */
export const restoring = (current: Settings, ours: Settings, kept: Settings): Settings =>
  Object.fromEntries(
    Object.entries(ours)
      .filter(([name, value]) => name in kept && isSet(current[name], value))
      .map(([name, value]) => [name, kept[name] ?? emptyLike(value)] as const)
      .filter(([name, before]) => !isSet(current[name], before)),
  );

/** The values that these settings have; null for one that Stream does not name. */
export const valuesOf = (current: Settings, names: Settings): Settings =>
  Object.fromEntries(Object.keys(names).map((name) => [name, current[name] ?? null]));

const emptyLike = (value: unknown): unknown => {
  if (Array.isArray(value)) return [];
  return { boolean: false, number: 0, string: '' }[typeof value as string] ?? null;
};
