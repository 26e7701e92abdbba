/** One of the two people, with a device and with the vendor's own client beside it, in a process of their own as on a machine of their own. */

import type { Author } from '../../../client-example/secure-chat/src/authors/author.ts';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { SecureChat } from '../../../client-example/secure-chat/src/secure-chat.ts';
import { ownAuthor } from '../../../local/demo/own-author.ts';
import { type Person, registerPerson, setUp } from '../../../local/demo/person.ts';
import { enter } from '../../../local/demo/talk.ts';
import type { StackUrls } from '../../../local/stack/stack-urls.ts';
import { bareClient } from '../../journey/journey-stack.ts';
import type { Table } from '../bench.ts';
import { answerQuestions } from '../pairs/asked-process.ts';
import { measureSealing } from './sealing.ts';
import { clockMs, encryptedWay, plainWay, type Way } from './ways.ts';

export type WayName = 'encrypted' | 'plain';

/** `await` may be asked while nobody sends yet; `seen` waits for what it was told to await. */
export type PersonQuestion =
  | { do: 'create'; with: string; id: string }
  | { do: 'enter'; cid: string }
  | { do: 'await' | 'send'; way: WayName; text: string }
  | { do: 'who' | 'seen' }
  | { do: 'seal'; quick: boolean };
/** `at`: by `clockMs`, when sending began, or when the message was read. */
export type PersonAnswer = { userId?: string; cid?: string; at?: number; sealing?: Table };

type Ready = { person: Person; device: SecureChat; sdk: SealdSdk; author: () => Promise<Author> };

const KEY_SIZE = 1024;
/** A channel type without encryption, with the vendor's own settings. */
const PLAIN_TYPE = 'messaging';

const stack = JSON.parse(process.argv[2] ?? '') as StackUrls;
const name = process.argv[3] ?? '';

const getReady = async (): Promise<Ready> => {
  const person = await registerPerson(stack, name);
  const { ed25519, author } = ownAuthor();
  const sdks: SealdSdk[] = [];
  const onSdk = (made: SealdSdk) => sdks.push(made);
  const device = person.newDevice({ keySize: KEY_SIZE, config: { platform: { ed25519 } }, onSdk });
  await setUp(person, device);
  await device.connect();
  const sdk = sdks.at(-1);
  if (!sdk) throw new Error('the device has made no SDK');
  return { person, device, sdk, author };
};

const ready = getReady();
let ways: Record<WayName, Way> | undefined;
let seen: Promise<number> | undefined;

const open = async (atDevice: EncryptedChannel, members?: string[]): Promise<string> => {
  const { person, device } = await ready;
  const client = await bareClient({ stack }, person, device);
  const id = atDevice.stream.id ?? '';
  if (members) await client.channel(PLAIN_TYPE, id, { members }).create();
  const plain = client.channel(PLAIN_TYPE, id);
  await plain.watch();
  ways = { encrypted: encryptedWay(atDevice), plain: plainWay(plain) };
  return atDevice.cid;
};

const create = async (other: string, id: string): Promise<string> => {
  const { person, device } = await ready;
  const [type = ''] = stack.encryptedChannelTypes;
  const channel = await device.createChannel({ type, id, members: [other] });
  return open(channel, [person.userId, other]);
};

const seal = async (quick: boolean): Promise<Table> => {
  const { sdk, author } = await ready;
  return measureSealing(
    { session: await sdk.createEncryptionSession({ sealdIds: [] }), author: await author() },
    quick,
  );
};

const wayOf = (way: WayName): Way => {
  if (!ways) throw new Error('the channels are not open');
  return ways[way];
};

answerQuestions<PersonQuestion, PersonAnswer>(async (question) => {
  switch (question.do) {
    case 'who':
      return { userId: (await ready).person.userId };
    case 'create':
      return { cid: await create(question.with, question.id) };
    case 'enter':
      return { cid: await open(await enter((await ready).device, question.cid)) };
    case 'await':
      seen = wayOf(question.way).seen(question.text);
      return {};
    case 'send': {
      const at = clockMs();
      await wayOf(question.way).send(question.text);
      return { at };
    }
    case 'seen': {
      const at = await seen;
      return at === undefined ? {} : { at };
    }
    case 'seal':
      return { sealing: await seal(question.quick) };
  }
});
