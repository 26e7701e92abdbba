import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { DeviceOptions, Person } from '../../local/demo/person.ts';
import type { Journey } from './journey-stack.ts';

/** A ready device together with its Seald SDK. */
export const readyDeviceWithSdk = async (
  journey: Journey,
  person: Person,
  options: DeviceOptions = {},
): Promise<{ device: SecureChat; sdk: SealdSdk }> => {
  const sdks: SealdSdk[] = [];
  const device = await journey.readyDevice(person, { ...options, onSdk: (sdk) => sdks.push(sdk) });
  const sdk = sdks.at(-1);
  if (!sdk) throw new Error('the device has made no SDK');
  return { device, sdk };
};
