import { type StackConfig, stackConfig } from '@sealed-stream/secure-chat/screens';

/** Where `stack.json` is: the local stack's front door, or wherever a deployment serves it. Set when the app is built. */
const STACK = process.env.EXPO_PUBLIC_STACK ?? 'http://127.0.0.1:4000';

/** Reads where everything is. Throws when that cannot be had or is not of the form of {@link stackConfig}. */
export const loadConfig = async (stack = STACK): Promise<StackConfig> => {
  const response = await fetch(`${stack}/stack.json`);
  if (!response.ok) throw new Error(`stack.json: HTTP ${response.status}`);
  return stackConfig.parse(await response.json());
};
