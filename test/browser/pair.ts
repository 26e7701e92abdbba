import type { Locator } from 'playwright-core';
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

export type StartOptions = {
  /** A group of the two, which others can be added to. */
  asGroup?: boolean;
};

/** Sets up Alice and Bob, lets Alice start a conversation and Bob accept it. */
export const openPair = async (stage: Stage, options: StartOptions = {}): Promise<Pair> => {
  const [alice, bob] = [newPerson(stage, 'Alice'), newPerson(stage, 'Bob')];
  const operator = operatorOf(stage);
  const atAlice = await alice.readyDevice(); // one after the other: making keys takes a whole core
  const atBob = await bob.readyDevice();
  const before = await operator.channels();
  await startConversation(atAlice, bob.name, options);
  await acceptInvitation(atBob, alice.name);
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
export const startConversation = async (
  { page }: Pick<Device, 'page'>,
  name: string,
  { asGroup = false }: StartOptions = {},
): Promise<void> => {
  await page.getByRole('button', { name: 'New conversation' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New conversation' });
  await dialog.getByRole('searchbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('checkbox', { name, exact: true }).check();
  if (asGroup) await dialog.getByRole('checkbox', { name: 'Start a group' }).check();
  await dialog.getByRole('button', { name: 'Start conversation' }).click();
  await dialog.waitFor({ state: 'detached' });
  await conversationOn(page).composer.waitFor();
};

/** Opens the conversation with somebody from the list; waits until it can be written in. */
export const openConversation = async ({ page }: Pick<Device, 'page'>, name: string): Promise<void> => {
  await page.getByRole('option', { name: new RegExp(`^(Group with )?${name}(?![\\w,]| and )`) }).click();
  await conversationOn(page).composer.waitFor();
};

/** Opens the invitation of somebody, without an answer. */
export const openInvitation = async ({ page }: Pick<Device, 'page'>, name: string): Promise<Locator> => {
  const invitations = page.getByRole('region', { name: 'Invitations' });
  await invitations.getByRole('button', { name: /^Invitations \d+$/, expanded: false }).click();
  await invitations.getByRole('button', { name: new RegExp(`^${name} `) }).click();
  const panel = page.getByRole('region', { name: 'Conversation', exact: true });
  await panel.getByRole('button', { name: 'Accept', exact: true }).waitFor();
  return panel;
};

/** Accepts the invitation of somebody; waits until it can be written in. */
export const acceptInvitation = async (device: Pick<Device, 'page'>, name: string): Promise<void> => {
  const panel = await openInvitation(device, name);
  await panel.getByRole('button', { name: 'Accept', exact: true }).click();
  await conversationOn(device.page).composer.waitFor();
};
