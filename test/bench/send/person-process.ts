/** One of two people who write to each other in one way, in a process of their own as on a machine of their own. */

import type { StreamChat } from 'stream-chat';
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

/** `encrypted` by the client core; `plain` by the vendor's own client alone. */
export type WayName = 'encrypted' | 'plain';

/** `await` may be asked while nobody sends yet; `seen` waits for what it was told to await. */
export type PersonQuestion =
  | { do: 'create'; with: string; id: string }
  | { do: 'enter'; cid: string }
  | { do: 'await' | 'send'; text: string }
  | { do: 'who' | 'seen' }
  | { do: 'seal'; quick: boolean };
/** `at`: by `clockMs`, when sending began, or when the message was read. */
export type PersonAnswer = { userId?: string; cid?: string; at?: number; sealing?: Table };

type Ready = {
  person: Person;
  device: SecureChat;
  /** Connected in a plain way only; else the device is. */
  client: StreamChat | null;
  sdk: SealdSdk;
  author: () => Promise<Author>;
};

const KEY_SIZE = 1024;
/** A channel type without encryption, with the vendor's own settings. */
const PLAIN_TYPE = 'messaging';

const stack = JSON.parse(process.argv[2] ?? '') as StackUrls;
const name = process.argv[3] ?? '';
const wayName = process.argv[4] as WayName;

const getReady = async (): Promise<Ready> => {
  const person = await registerPerson(stack, name);
  const { ed25519, author } = ownAuthor();
  const sdks: SealdSdk[] = [];
  const onSdk = (made: SealdSdk) => sdks.push(made);
  const device = person.newDevice({ keySize: KEY_SIZE, config: { platform: { ed25519 } }, onSdk });
  await setUp(person, device);
  const client = wayName === 'plain' ? await bareClient({ stack }, person, device) : null;
  if (!client) await device.connect();
  const sdk = sdks.at(-1);
  if (!sdk) throw new Error('the device has made no SDK');
  return { person, device, client, sdk, author };
};

const ready = getReady();
let way: Way | undefined;
let seen: Promise<number> | undefined;

const openPlain = async (id: string, members?: string[]): Promise<string> => {
  const { client } = await ready;
  if (!client) throw new Error('only the device is connected');
  if (members) await client.channel(PLAIN_TYPE, id, { members }).create();
  const channel = client.channel(PLAIN_TYPE, id);
  await channel.watch();
  way = plainWay(channel);
  return channel.cid;
};

const openEncrypted = (channel: EncryptedChannel): string => {
  way = encryptedWay(channel);
  return channel.cid;
};

const create = async (other: string, id: string): Promise<string> => {
  const { person, device } = await ready;
  if (wayName === 'plain') return openPlain(id, [person.userId, other]);
  const [type = ''] = stack.encryptedChannelTypes;
  return openEncrypted(await device.createChannel({ type, id, members: [other] }));
};

const enterAs = async (cid: string): Promise<string> =>
  wayName === 'plain'
    ? openPlain(cid.slice(PLAIN_TYPE.length + 1))
    : openEncrypted(await enter((await ready).device, cid));

const seal = async (quick: boolean): Promise<Table> => {
  const { sdk, author } = await ready;
  return measureSealing(
    { session: await sdk.createEncryptionSession({ sealdIds: [] }), author: await author() },
    quick,
  );
};

const opened = (): Way => {
  if (!way) throw new Error('no channel is open');
  return way;
};

answerQuestions<PersonQuestion, PersonAnswer>(async (question) => {
  switch (question.do) {
    case 'who':
      return { userId: (await ready).person.userId };
    case 'create':
      return { cid: await create(question.with, question.id) };
    case 'enter':
      return { cid: await enterAs(question.cid) };
    case 'await':
      seen = opened().seen(question.text);
      return {};
    case 'send': {
      const at = clockMs();
      await opened().send(question.text);
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
