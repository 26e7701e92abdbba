import { randomUUID } from 'node:crypto';
import type { Channel } from 'stream-chat';
import type { ChannelEvent } from '../../../client-example/secure-chat/src/channels/channel-events.ts';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { enter } from '../../../local/demo/talk.ts';
import { bareClient, encryptedType, type Journey, startJourney } from '../../journey/journey-stack.ts';
import { readyDeviceWithSdk } from '../../journey/seald-hands.ts';
import type { Bench, Row } from '../bench.ts';
import { figureOf } from '../figures.ts';
import { measureSealing } from './sealing.ts';

/** One is sent at a time. */
const MESSAGES = { full: 400, quick: 60 };
const WARM_UP = 40;
const LETTERS = 100;
/** A channel type without encryption, with the vendor's own settings. */
const PLAIN_TYPE = 'messaging';
const GOAL = 1.3;

/** Sends one and answers how many milliseconds later the other side has it. */
type Send = () => Promise<number>;

export const bench: Bench = {
  name: 'send',
  run: async ({ quick, say }) => {
    const journey = await startJourney({ warmAll: true });
    try {
      say('two people, and two without encryption');
      journey.stack.streamService.faults.set({ rateLimits: 'off' }); // nobody writes so fast
      const { sealingWith, ...ways } = await openWays(journey);
      const turns = quick ? MESSAGES.quick : MESSAGES.full;
      say(`${turns} messages each way`);
      const sending = await measureSending(ways, turns);
      say('sealing alone');
      return { tables: [tableOf(sending, turns), await measureSealing(sealingWith, quick)] };
    } finally {
      await journey.close();
    }
  },
};

const openWays = async (journey: Journey) => {
  const [alice, bob] = await Promise.all([journey.person('Alice'), journey.person('Bob')]);
  const [{ device: hers, sdk, author }, his] = await Promise.all([
    readyDeviceWithSdk(journey, alice),
    journey.readyDevice(bob),
  ]);
  const id = randomUUID();
  const atAlice = await hers.createChannel({ type: encryptedType(journey), id, members: [bob.userId] });
  const atBob = await enter(his, atAlice.cid);
  const clients = await Promise.all([bareClient(journey, alice, hers), bareClient(journey, bob, his)]);
  const [plainHers, plainHis] = clients.map((client) => client.channel(PLAIN_TYPE, id, {})) as [
    Channel,
    Channel,
  ];
  await clients[0].channel(PLAIN_TYPE, id, { members: [alice.userId, bob.userId] }).create();
  await Promise.all([plainHers.watch(), plainHis.watch()]);
  const sealingWith = { session: await sdk.createEncryptionSession({ sealdIds: [] }), author };
  return { encrypted: encryptedWay(atAlice, atBob), plain: plainWay(plainHers, plainHis), sealingWith };
};

const encryptedWay = (from: EncryptedChannel, to: EncryptedChannel): Send => {
  const isWith = (text: string) => (event: ChannelEvent) =>
    event.type === 'new' && event.message.kind === 'message' && event.message.text === text;
  return async () => {
    const text = newText();
    const isThere = isWith(text);
    const { promise: seen, resolve } = Promise.withResolvers<number>();
    const stop = to.subscribe((event) => isThere(event) && resolve(performance.now()));
    const began = performance.now();
    const sent = from.send(text);
    const took = (await seen) - began;
    await sent;
    stop();
    return took;
  };
};

const plainWay =
  (from: Channel, to: Channel): Send =>
  async () => {
    const text = newText();
    const { promise: seen, resolve } = Promise.withResolvers<number>();
    const { unsubscribe } = to.on('message.new', ({ message }) => {
      if (message?.text === text) resolve(performance.now());
    });
    const began = performance.now();
    const sent = from.sendMessage({ text });
    const took = (await seen) - began;
    await sent;
    unsubscribe();
    return took;
  };

const newText = (): string => randomUUID().padEnd(LETTERS, ' and so on');

type Samples = { encrypted: number[]; plain: number[] };

/** In turns, each time the other one first. */
const measureSending = async (ways: { encrypted: Send; plain: Send }, turns: number): Promise<Samples> => {
  const samples: Samples = { encrypted: [], plain: [] };
  for (let turn = -WARM_UP; turn < turns; turn++) {
    const order = turn % 2 === 0 ? (['encrypted', 'plain'] as const) : (['plain', 'encrypted'] as const);
    for (const name of order) {
      const took = await ways[name]();
      if (turn >= 0) samples[name].push(took);
    }
  }
  return samples;
};

const tableOf = ({ encrypted, plain }: Samples, turns: number) => {
  const row: Row = {
    name: `a message of ${LETTERS} letters`,
    value: figureOf(encrypted),
    floor: figureOf(plain),
    goals: [{ of: 'overFloor', atMost: GOAL }],
  };
  return {
    id: 'send',
    title: 'From "send" until the other side sees it',
    unit: 'ms',
    how: `Two people on the local stack in one process, ${turns} messages each way, one at a time, in turns. The floor is the same message without encryption: the vendor's own client, in a channel type of the same Stream without encryption, through the same hook. Spread: the 5th and the 95th of a hundred.`,
    rows: [row],
  };
};
