import type { Locator, Page } from 'playwright-core';
import type { Device } from './stage.ts';

type Screen = Pick<Device, 'page'>;

const dialogOn = (page: Page, name: string): Locator => page.getByRole('dialog', { name, exact: true });

/** Opens the members of the open conversation. */
export const openMembers = async ({ page }: Screen): Promise<Locator> => {
  await page.getByRole('button', { name: 'Members', exact: true }).click();
  const members = dialogOn(page, 'Members');
  await members.getByRole('listitem').first().waitFor();
  return members;
};

/** Closes the topmost window. */
export const closeDialog = async ({ page }: Screen): Promise<void> => {
  const dialogs = page.getByRole('dialog');
  const open = await dialogs.count();
  await dialogs.last().getByRole('button', { name: 'Close', exact: true }).click();
  await dialogs.nth(open - 1).waitFor({ state: 'detached' });
};

/** Adds somebody by name, as a person would; waits until it is done. */
export const addMember = async (screen: Screen, name: string): Promise<void> => {
  const members = await openMembers(screen);
  await members.getByRole('button', { name: 'Add somebody' }).click();
  const adding = dialogOn(screen.page, 'Add somebody');
  await adding.getByRole('searchbox', { name: 'Name' }).fill(name);
  await adding.getByRole('checkbox', { name }).check();
  await adding.getByRole('button', { name: 'Add', exact: true }).click();
  await adding.waitFor({ state: 'detached' });
  await memberRow(members, name).and(members.locator('[data-access=reads]')).waitFor();
  await closeDialog(screen);
};

/** Removes somebody by name; waits until it is done. */
export const removeMember = async (screen: Screen, name: string): Promise<void> => {
  const members = await openMembers(screen);
  await members.getByRole('button', { name: `Remove ${name}` }).click();
  const asking = dialogOn(screen.page, `Remove ${name}?`);
  await asking.getByText(`What ${name} could read so far stays readable to them.`).waitFor();
  await asking.getByRole('button', { name: 'Remove', exact: true }).click();
  await asking.waitFor({ state: 'detached' });
  await memberRow(members, name).waitFor({ state: 'detached' });
  await closeDialog(screen);
};

/** Has a new key made for somebody who is a reader already; waits until it is done. */
export const giveAccessAgain = async (screen: Screen, name: string): Promise<void> => {
  const members = await openMembers(screen);
  await members.getByText(`${name} sees no messages?`).click();
  await members.getByRole('button', { name: `Give access again to ${name}` }).click();
  const asking = dialogOn(screen.page, `Give ${name} access again?`);
  await asking.getByText(`This helps when ${name} has set up their keys anew`).waitFor();
  await asking.getByRole('button', { name: 'Give access again', exact: true }).click();
  await asking.waitFor({ state: 'detached' });
  await closeDialog(screen);
};

/** Leaves the open conversation. */
export const leave = async (screen: Screen): Promise<void> => {
  const members = await openMembers(screen);
  await members.getByRole('button', { name: 'Leave', exact: true }).click();
  await dialogOn(screen.page, 'Leave this conversation?')
    .getByRole('button', { name: 'Leave', exact: true })
    .click();
};

export const memberRow = (members: Locator, name: string): Locator =>
  members.getByRole('listitem').filter({ hasText: new RegExp(`^${name}\\b`) });

/** The digits of the safety number with somebody, as the screen shows them. */
export const safetyNumberWith = async (screen: Screen, name: string): Promise<string> => {
  const members = await openMembers(screen);
  await members.getByRole('button', { name: `Compare safety number with ${name}` }).click();
  const window = dialogOn(screen.page, 'Safety number');
  const groups = window.getByRole('list', { name: 'Safety number' }).getByRole('listitem');
  await groups.first().waitFor();
  await window.getByRole('img', { name: `Safety number with ${name} as a QR code` }).waitFor();
  const digits = (await groups.allInnerTexts()).join(' ');
  await closeDialog(screen);
  await closeDialog(screen);
  return digits;
};
