import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import { type Person, personOn } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { addressToOpenTo } from '../support/address-to-open-to.ts';
import { listeningSockets } from '../support/listening-sockets.ts';
import { openNativeApp } from '../support/native-app.ts';
import { statusFor } from '../support/status-for.ts';
import { encryptedType, type Journey, startJourney } from './journey-stack.ts';

const ADDRESS = addressToOpenTo() ?? '';
/** This Mac is in no private network, and macOS has no other address of its own than 127.0.0.1: there is nothing to open a stack to. */
const whereThereIsOne = ADDRESS === '' ? describe.skip : describe;
const onLinux = process.platform === 'linux' ? it : it.skip;
const START_MS = 60_000;

const portOf = (url: string): number => Number(new URL(url).port);
const publicOf = ({ web, api, stream, seald, ssks, issuer, fileHosts }: Stack): string[] => [
  ...[web, api, stream, seald, ssks, issuer],
  ...fileHosts,
];
const innerOf = ({ dynamodb, secretsManager, sqs }: Stack): string[] => [dynamodb, secretsManager, sqs];

whereThereIsOne('a stack that is opened to an address of this machine', () => {
  let journey: Journey;
  let stack: Stack;
  beforeAll(async () => {
    journey = await startJourney({ openTo: ADDRESS });
    ({ stack } = journey);
  }, START_MS);
  afterAll(() => journey.close());

  onLinux(
    'has there what clients talk to, and all the rest, with a front door more, on the loopback interface',
    () => {
      const at = (address: string) =>
        listeningSockets()
          .filter((socket) => socket.address === address)
          .map(({ port }) => port);
      expect(at(ADDRESS).toSorted()).toEqual(publicOf(stack).map(portOf).toSorted());
      const inner = [...innerOf(stack), stack.webHere].map(portOf);
      expect(at('127.0.0.1')).toEqual(expect.arrayContaining(inner));
      expect(new Set(listeningSockets().map(({ address }) => address))).toEqual(
        new Set([ADDRESS, '127.0.0.1']),
      );
    },
  );

  it('cannot be asked there for what only its own processes need', async () => {
    for (const url of innerOf(stack))
      await expect(fetch(url.replace('127.0.0.1', ADDRESS))).rejects.toThrow('fetch failed');
  });

  it('answers to that address, and to no name that was led to it', async () => {
    for (const url of publicOf(stack)) {
      expect(await statusFor({ url, host: new URL(url).host })).not.toBe(421);
      for (const host of ['evil.example', `${ADDRESS}.evil.example`, '192.168.255.254'])
        expect([url, host, await statusFor({ url, host })]).toEqual([url, host, 421]);
    }
    for (const url of innerOf(stack)) expect(await statusFor({ url, host: ADDRESS })).toBe(421);
  });

  it('tells clients no other address, in stack.json and in the discovery of the issuer', async () => {
    const told = await (await fetch(`${stack.web}/stack.json`)).json();
    const discovery = await fetch(`${stack.issuer}/.well-known/openid-configuration`);
    const addresses = JSON.stringify([told, await discovery.json()]).match(/https?:\/\/[^/"]+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(15);
    expect(new Set(addresses.map((url) => new URL(url).hostname))).toEqual(new Set([ADDRESS]));
  });

  it('lets pages from both of its front doors in, and from no other place', async () => {
    const preflight = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      const answer = await fetch(`${stack.api}/token`, { method: 'OPTIONS', headers });
      return answer.headers.get('access-control-allow-origin');
    };
    const signIn = async (origin: string) => {
      const { opened } = openNativeApp(stack.issuer).authorize({
        client_id: 'web',
        redirect_uri: `${origin}/`,
      });
      return (await opened).status;
    };
    for (const origin of [stack.web, stack.webHere]) {
      expect([await preflight(origin), await signIn(origin)]).toEqual([origin, 303]);
      expect(await (await fetch(`${origin}/stack.json`)).json()).toMatchObject({ web: stack.web });
    }
    const stranger = `http://${ADDRESS}:1`;
    expect([await preflight(stranger), await signIn(stranger)]).toEqual([null, 400]);
  });

  describe('for two people on phones', () => {
    let alice: Person;
    let bob: Person;
    let alicePhone: SecureChat;
    let bobPhone: SecureChat;
    let atAlice: EncryptedChannel;
    let cid: string;

    /** Signs in as an app does; the stack's short way for scripts is not for phones. */
    const signedIn = async (name: string, on = stack): Promise<Person> => {
      const app = openNativeApp(on.issuer);
      const { access_token: accessToken } = await app.exchange(await app.signIn(name));
      const { iss, sub: userId = '' } = decodeJwt(accessToken);
      expect(iss).toBe(on.issuer);
      const phoneNumber = name === 'Alice' ? '+32470000001' : '+32470000002';
      return personOn(on, { name, userId, phoneNumber, accessToken });
    };
    const fileIn = async (channel: EncryptedChannel): Promise<string> => {
      const [message] = await channel.messages();
      if (message?.kind !== 'message' || !message.attachments[0]) throw new Error('there is no file');
      return (await channel.downloadFile(message.attachments[0])).text();
    };
    const placeOfFile = async (channel: EncryptedChannel): Promise<string> => {
      const { messages } = await channel.stream.query({ messages: { limit: 1 } });
      return new URL(messages[0]?.attachments?.[0]?.asset_url ?? '').origin;
    };

    beforeAll(async () => {
      [alice, bob] = await Promise.all([signedIn('Alice'), signedIn('Bob')]);
      alicePhone = await journey.readyDevice(alice);
      bobPhone = await journey.readyDevice(bob);
      const members = [bob.userId];
      atAlice = await alicePhone.createChannel({
        type: encryptedType(journey),
        id: randomUUID(),
        members,
      });
      ({ cid } = atAlice);
    }, START_MS);

    it('is all there: sign-in, API, codes, Stream, and files up and down', async () => {
      const atBob = await enter(bobPhone, cid);
      const plan = new File(['plan'], 'plan.txt', { type: 'text/plain' });
      await atAlice.sendMessage({ text: 'look', attachments: [await atAlice.uploadFile(plan)] });
      expect(await placeOfFile(atBob)).toBe(stack.fileHosts[0]);
      expect(await fileIn(atBob)).toBe('plan');
    });

    it(
      'is still there when the stack is started on this machine alone: people, identities, messages, and files at their new address',
      async () => {
        await Promise.all([alicePhone.close(), bobPhone.close()]);
        await stack.close();
        const again = await startStack({ port: 0, stateDir: journey.stateDir, warmAll: false });
        try {
          const samePerson = await signedIn('Bob', again);
          expect(samePerson.userId).toBe(bob.userId);
          const device = await journey.readyDevice(samePerson);
          const atBob = await device.openChannel(cid);
          expect(await placeOfFile(atBob)).toBe(again.fileHosts[0]);
          expect(await fileIn(atBob)).toBe('plan');
          await device.close();
        } finally {
          await again.close();
        }
      },
      START_MS,
    );
  });
});
