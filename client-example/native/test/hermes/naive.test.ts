import assert from 'node:assert/strict';
import { before, describe, type TestContext, test } from 'node:test';
import { registerPerson } from '../../../../local/demo/person.ts';
import type { StackUrls } from '../../../../local/stack/stack-urls.ts';
import { createPhone } from '../phone/phone.ts';
import type { NaiveCommands } from './entry.ts';
import { whyNoHermes } from './hermes-program.ts';
import { startVm } from './hermes-vm.ts';
import { newName, placeOfTests, readStack } from './people.ts';

const UNSAFE = { name: 'SecureChatError', code: 'UNSAFE_RANDOMNESS' };

describe('an app that brings no cryptography of its own', { skip: whyNoHermes(), timeout: 60_000 }, () => {
  const { address, bundle } = placeOfTests();
  let stack: StackUrls;
  before(async () => {
    stack = await readStack();
  });

  const startNaive = async (t: TestContext, random: 'none' | 'Math.random') => {
    const phone = createPhone();
    const vm = startVm<NaiveCommands>(bundle, phone);
    t.after(async () => {
      await vm.kill();
      phone.throwAway();
    });
    const person = await registerPerson(stack, newName('Alice'));
    await vm.run('loadNaive', random);
    return { phone, vm, person };
  };

  for (const random of ['none', 'Math.random'] as const)
    for (const isCoreSafe of [false, true])
      test(`random numbers: ${random}, the core's own ${isCoreSafe ? 'good' : 'the same'}: no key is made`, async (t) => {
        const { phone, vm, person } = await startNaive(t, random);
        const parts = { stack: address, accessToken: person.accessToken, isCoreSafe };
        await assert.rejects(vm.run('begin', parts, person.phoneNumber), UNSAFE);
        await assert.rejects(vm.run('makeSdk', parts), UNSAFE);
        assert.deepEqual([...phone.storage], []);
        assert.deepEqual([...phone.keychain], []);
        const servers = new Set(phone.requests.map((url) => new URL(url).origin));
        assert.deepEqual([...servers], isCoreSafe ? [address, stack.api] : [address]);
        assert.deepEqual(await person.codes(), []);
        assert.deepEqual(vm.problems, []);
      });
});
