import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import type { StackUrls } from '../../../../local/stack/stack-urls.ts';
import { createPhone, type Phone } from '../phone/phone.ts';
import { signInAs } from '../phone/sign-in-page.ts';
import type { AppCommands } from './entry.ts';
import { type HermesVm, startVm } from './hermes-vm.ts';

/** The app on somebody's phone. */
export type Running = HermesVm<AppCommands>;

/** Somebody with a phone, and the app on it. */
export type Someone = {
  name: string;
  number: string;
  /** Chat user id; known once they are set up. */
  id: string;
  phone: Phone;
  vm: Running;
};

type Test = { after: (work: () => Promise<void>) => void };

/** Where the tests are: the running stack, and the bundle of `entry.ts`. */
export const placeOfTests = () => ({
  address: process.env.EXPO_PUBLIC_STACK ?? '',
  bundle: process.env.SEALED_STREAM_VM_BUNDLE ?? '',
});

export const readStack = async (): Promise<StackUrls> =>
  (await fetch(`${placeOfTests().address}/stack.json`)).json() as Promise<StackUrls>;

/** People, phones and VMs of one test. All is gone after it, and what an app threw and did not catch fails it. */
export const createPeople = (test: Test, stack: StackUrls) => {
  const { address, bundle } = placeOfTests();
  const phones: Phone[] = [];
  const vms: Running[] = [];
  test.after(async () => {
    await Promise.all(vms.map((vm) => vm.kill()));
    for (const phone of phones) phone.throwAway();
    assert.deepEqual(
      vms.flatMap(({ problems }) => problems),
      [],
    );
  });

  /** The app, started on a phone. */
  const startApp = async (phone: Phone): Promise<Running> => {
    const vm = startVm<AppCommands>(bundle, phone);
    vms.push(vm);
    await vm.run('loadApp');
    return vm;
  };
  const newPhone = async (name: string, number: string): Promise<Someone> => {
    const phone = createPhone({ signInAs: signInAs(name) });
    phones.push(phone);
    return { name, number, id: '', phone, vm: await startApp(phone) };
  };
  const codes = async (number: string): Promise<string[]> => {
    const answer = await fetch(`${stack.inbox}?to=${encodeURIComponent(number)}`);
    return ((await answer.json()) as { code: string }[]).map(({ code }) => code);
  };
  const lastCode = async (number: string): Promise<string> => (await codes(number)).at(-1) ?? '';
  /** From nothing to connected, as a person would. */
  const setUp = async (someone: Someone): Promise<Someone> => {
    const { vm, number } = someone;
    await vm.run('open', address);
    await vm.run('begin', number);
    assert.deepEqual(await vm.run('finish', await lastCode(number)), { state: 'ready' });
    return { ...someone, id: await vm.run('connect') };
  };
  const register = async (name: string): Promise<Someone> =>
    setUp(await newPhone(newName(name), newNumber()));
  /** Alice and Bob, with a conversation that Bob has accepted. */
  const pair = async () => {
    const [alice, bob] = await Promise.all([register('Alice'), register('Bob')]);
    const cid = await alice.vm.run('start', [bob.id]);
    await bob.vm.run('accept', cid);
    return { alice, bob, cid };
  };
  return { startApp, newPhone, codes, lastCode, setUp, register, pair };
};

/** The identity provider knows people by what they type. */
export const newName = (name: string): string => `${name} ${randomInt(1e9)}`;
export const newNumber = (): string => `+3247${String(randomInt(1e7)).padStart(7, '0')}`;
