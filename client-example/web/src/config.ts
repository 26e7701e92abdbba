import { type StackConfig, stackConfig } from '@sealed-stream/secure-chat/screens';

/** Reads the configuration of the app's own origin. Throws when it cannot be had or is not of the form of {@link stackConfig}. */
export const loadConfig = async (): Promise<StackConfig> => {
  const response = await fetch('/stack.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`/stack.json: HTTP ${response.status}`);
  return stackConfig.parse(await response.json());
};
