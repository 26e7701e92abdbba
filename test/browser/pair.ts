import { type Operator, operatorOf } from '../support/operator.ts';
import { conversationOn } from './conversation.ts';
import { eventually } from './eventually.ts';
import { newPerson, type Person } from './person.ts';
import type { Device, Stage } from './stage.ts';

/** Two people with one conversation open in two windows. */
export type Pair = {
  alice: Person;
  bob: Person;
  atAlice: Device;
  atBob: Device;
  /** Their conversation, as Stream names it. */
  cid: string;
  /** Chat user ids. */
  aliceId: string;
  bobId: string;
};

/** Sets up Alice and Bob, lets Alice start a conversation and Bob open it. */
export const openPair = async (stage: Stage, names: [string, string] = ['Alice', 'Bob']): Promise<Pair> => {
  const [alice, bob] = [newPerson(stage, names[0]), newPerson(stage, names[1])];
  const operator = operatorOf(stage);
  const atAlice = await alice.readyDevice(); // one after the other: making keys takes a whole core
  const atBob = await bob.readyDevice();
  const before = await operator.channels();
  await startConversation(atAlice, bob.name);
  await openConversation(atBob, alice.name);
  const cid = await eventually('the conversation', async () => {
    const made = (await operator.channels()).filter((known) => !before.includes(known));
    return made[0] ?? null;
  });
  const [aliceId, bobId] = await Promise.all([chatUserId(operator, alice), chatUserId(operator, bob)]);
  return { alice, bob, atAlice, atBob, cid, aliceId, bobId };
};

const chatUserId = async ({ server }: Operator, { name }: Person): Promise<string> => {
  const { users } = await server.queryUsers({ name });
  const [user] = users;
  if (!user) throw new Error(`Stream knows nobody named ${name}.`);
  return user.id;
};

/** Starts a conversation with somebody by name; waits until it can be written in. */
export const startConversation = async ({ page }: Pick<Device, 'page'>, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'New conversation' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New conversation' });
  await dialog.getByRole('searchbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('checkbox', { name }).check();
  await dialog.getByRole('button', { name: 'Start conversation' }).click();
  await conversationOn(page).composer.waitFor();
};

/** Opens the conversation with somebody from the list; waits until it can be written in. */
export const openConversation = async ({ page }: Pick<Device, 'page'>, name: string): Promise<void> => {
  await page.getByRole('option', { name: new RegExp(`^${name}\\b`) }).click();
  await conversationOn(page).composer.waitFor();
};
