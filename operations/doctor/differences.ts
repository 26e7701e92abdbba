import type { Settings } from '../../shared/domain/settings-before.ts';
import { differing } from '../../shared/domain/stream-differences.ts';

/** The settings that are not as wanted, in words. */
export const differencesFrom = (current: Settings, wanted: Settings): string[] =>
  Object.entries(differing(current, wanted)).map(
    ([name, value]) => `${name} is not ${JSON.stringify(value)}`,
  );
