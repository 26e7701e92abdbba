import type { Author } from '../../client-example/secure-chat/src/authors/author.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import { ownAuthor } from '../../local/demo/own-author.ts';
import type { DeviceOptions, Person } from '../../local/demo/person.ts';
import type { Journey } from './journey-stack.ts';

/** A ready device together with its Seald SDK and what it signs with: all that its owner has, to be used past our code. */
export const readyDeviceWithSdk = async (
  journey: Journey,
  person: Person,
  options: DeviceOptions = {},
): Promise<{ device: SecureChat; sdk: SealdSdk; author: Author }> => {
  const sdks: SealdSdk[] = [];
  const { ed25519, author } = ownAuthor();
  const config = { ...options.config, platform: { ed25519, ...options.config?.platform } };
  const device = await journey.readyDevice(person, { ...options, config, onSdk: (sdk) => sdks.push(sdk) });
  const sdk = sdks.at(-1);
  if (!sdk) throw new Error('the device has made no SDK');
  return { device, sdk, author: await author() };
};
