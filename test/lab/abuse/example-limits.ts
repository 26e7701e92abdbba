import { functionSettings } from '../../../infra/function-settings.ts';
import { readStageConfig } from '../../../infra/stage-config.ts';

/** What the local stage has of its own, because it runs on this machine. */
const OF_THE_PLACE = [
  'STREAM_URL',
  'SSKS_URL',
  'SEALD_ID_PREFIX',
  'FILE_HOSTS',
  'ENCRYPTED_CHANNEL_TYPES',
  'ACTIVATION_KEY_TYPE',
];

/** The variables of the example stage's functions that hold limits: the local stage is more generous, for tests and demonstrations. */
export const exampleLimits = (): ((name: string) => Record<string, string>) => {
  const settings = Object.entries(functionSettings(readStageConfig('example')));
  const limits = new Map(settings.map(([name, { variables }]) => [name, withoutPlaces(variables)]));
  return (name) => limits.get(name) ?? {};
};

const withoutPlaces = (variables: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !OF_THE_PLACE.includes(name)));
