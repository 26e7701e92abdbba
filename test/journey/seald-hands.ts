import { type Author, createAuthor } from '../../client-example/secure-chat/src/authors/author.ts';
import { createEd25519 } from '../../client-example/secure-chat/src/platform/ed25519.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { DeviceOptions, Person } from '../../local/demo/person.ts';
import type { Journey } from './journey-stack.ts';

const ed25519 = createEd25519();

/** A ready device together with its Seald SDK and what it signs with: all that its owner has, to be used past our code. */
export const readyDeviceWithSdk = async (
  journey: Journey,
  person: Person,
  options: DeviceOptions = {},
): Promise<{ device: SecureChat; sdk: SealdSdk; author: Author }> => {
  const sdks: SealdSdk[] = [];
  const privateKeys: Uint8Array[] = [];
  const listening: typeof ed25519 = {
    ...ed25519,
    publicKey: (privateKey) => {
      privateKeys.push(privateKey);
      return ed25519.publicKey(privateKey);
    },
  };
  const config = { ...options.config, platform: { ed25519: listening, ...options.config?.platform } };
  const device = await journey.readyDevice(person, { ...options, config, onSdk: (sdk) => sdks.push(sdk) });
  const [sdk, privateKey] = [sdks.at(-1), privateKeys.at(-1)];
  if (!sdk || !privateKey) throw new Error('the device has made no SDK, or no author key');
  return { device, sdk, author: await createAuthor(ed25519, privateKey) };
};
