import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, type TestContext, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { registerPerson, setUp } from '../../../../local/demo/person.ts';
import { arrival, enter } from '../../../../local/demo/talk.ts';
import type { StackUrls } from '../../../../local/stack/stack-urls.ts';
import type { SealedFile } from '../../../secure-chat/src/files/sealed-file.ts';
import type { SealdSdk } from '../../../secure-chat/src/seald/sdk-types.ts';
import { whyNoHermes } from './hermes-program.ts';
import { filesIn, isFoundIn, keptOutsideKeychain } from './on-disk.ts';
import { createPeople, newName, newNumber, placeOfTests, readStack, type Someone } from './people.ts';

const TIMEOUT = 180_000;
const CIPHERTEXT = /^\{"sessionId":"[0-9a-f-]{36}","data":"[A-Za-z0-9+/=]+"\}$/;
/** Before `ed25519.ts` takes what the phone has, it signs once and verifies twice. */
const TRIES_OF_ED25519 = 3;
const MOST_AT_ONCE = 1024 * 1024;

describe('the app in Hermes', { skip: whyNoHermes(), timeout: TIMEOUT }, () => {
  const { address } = placeOfTests();
  let stack: StackUrls;
  before(async () => {
    stack = await readStack();
  });

  /** What Stream stores of a conversation. */
  const stored = async (
    cid: string,
  ): Promise<{ id: string; text: string; attachments: { asset_url?: string }[] }[]> =>
    (await fetch(`${stack.dashboard}/messages?cid=${cid}`)).json() as never;
  /** Somebody with the core in Node, and Seald's own build for it. */
  const newCarol = async (t: TestContext) => {
    const person = await registerPerson(stack, newName('Carol'));
    let sdk: SealdSdk | undefined;
    const device = person.newDevice({ keySize: 2048, onSdk: (made) => (sdk = made) });
    t.after(() => device.close());
    await setUp(person, device);
    await device.connect();
    return { device, userId: person.userId, sdk: () => sdk as SealdSdk };
  };
  const texts = async ({ vm }: Someone, cid: string) =>
    (await vm.run('read', cid)).map((message) => (message.kind === 'message' ? message.text : message.kind));

  test('signs in by the provider’s page, and a wrong code is told apart', async (t) => {
    const people = createPeople(t, stack);
    const number = newNumber();
    const { name, vm, phone } = await people.newPhone(newName('Alice'), number);
    const { wasKept, account } = await vm.run('open', address);
    assert.deepEqual([wasKept, account.name], [false, name]);
    assert.ok(phone.requests.some((url) => url.startsWith(`${stack.issuer}/token`)));
    assert.equal((await vm.run('begin', number)).state, 'code-sent');
    const code = await people.lastCode(number);
    const wrong = [...code].reverse().join('');
    assert.notEqual(wrong, code);
    await assert.rejects(vm.run('finish', wrong), { name: 'SecureChatError', code: 'WRONG_CODE' });
    assert.deepEqual(await vm.run('finish', code), { state: 'ready' });
    assert.equal(await vm.run('connect'), account.sub);
    for (const native of ['RsaKeyPair', 'CipherFactory', 'random'])
      assert.ok((phone.calls[native] ?? 0) > 0, `${native} was not asked`);
    assert.ok((phone.calls.EdKeyPair ?? 0) > TRIES_OF_ED25519, 'signs in JavaScript');
  });

  test('two write to each other, and Stream stores only ciphertext', async (t) => {
    const { alice, bob, cid } = await createPeople(t, stack).pair();
    const [hello, id] = await Promise.all([
      bob.vm.run('hear', cid, 'hello \u{1F44B}'),
      alice.vm.run('send', cid, 'hello \u{1F44B}'),
    ]);
    assert.deepEqual([hello.id, hello.from], [id, alice.id]);
    const [quoting] = await Promise.all([
      alice.vm.run('hear', cid, 'quoting'),
      bob.vm.run('send', cid, 'quoting', { quotedMessageId: id }),
    ]);
    assert.equal(quoting.quoted?.id, id);
    await alice.vm.run('send', cid, 'in the thread', { parentId: id });
    await alice.vm.run('edit', cid, id, 'hello Bob');
    assert.equal((await bob.vm.run('hear', cid, 'hello Bob')).rev, 1);
    const [answer] = await bob.vm.run('readThread', cid, id);
    assert.equal(answer?.kind === 'message' && answer.text, 'in the thread');
    await bob.vm.run('react', cid, id);
    const [reaction] = await alice.vm.run('hearReaction', cid, id);
    assert.deepEqual([reaction?.emoji, reaction?.userIds], ['👍', [bob.id]]);
    assert.equal(await alice.vm.run('safetyNumber', bob.id), await bob.vm.run('safetyNumber', alice.id));
    const all = await stored(cid);
    assert.equal(all.length, 3);
    for (const { text } of all) assert.match(text, CIPHERTEXT);
    assert.ok(!isFoundIn([JSON.stringify(all)], Buffer.from('in the thread')));
  });

  test('a file goes from one to the other in pieces, and Stream stores nothing of it in the clear', async (t) => {
    const people = createPeople(t, stack);
    const { alice, bob, cid } = await people.pair();
    const bytes = randomBytes(2_200_000);
    const sealed = await alice.vm.run('sendFile', cid, pictureOf(alice, bytes), 'plan.png');
    await bob.vm.run('hear', cid, 'plan.png');
    const received = fileURLToPath(await bob.vm.run('downloadFile', cid, 'plan.png'));
    assert.ok(readFileSync(received).equals(bytes));
    assert.deepEqual(filesIn(cacheOf(alice)), []);
    for (const { phone } of [alice, bob])
      assert.ok(phone.largestPiece() > 0 && phone.largestPiece() <= MOST_AT_ONCE, `${phone.largestPiece()}`);
    const atStream = Buffer.from(await (await fetch(String(sealed.url))).arrayBuffer());
    assert.ok(atStream.length > bytes.length);
    for (let at = 0; at + 16 <= bytes.length; at += 65_536)
      assert.ok(!atStream.includes(bytes.subarray(at, at + 16)));
    assert.ok(!isFoundIn([JSON.stringify(await stored(cid))], Buffer.from('plan.png')));
    assert.deepEqual(filesIn(cacheOf(bob)), [received]);
    await bob.vm.kill();
    await people.startApp(bob.phone);
    assert.deepEqual(filesIn(cacheOf(bob)), []);
  });

  test('killed and started again, asks for no code and reads the old words; none of them lies open on the phone', async (t) => {
    const people = createPeople(t, stack);
    const { alice, bob, cid } = await people.pair();
    const [words, own, draft] = ['the old words of Bob', 'and those of Alice', 'never sent'];
    await bob.vm.run('send', cid, words);
    await alice.vm.run('hear', cid, words);
    await alice.vm.run('send', cid, own);
    await alice.vm.run('keepDraft', cid, draft);
    await alice.vm.kill();

    const kept = keptOutsideKeychain(alice.phone);
    assert.ok(alice.phone.storage.size > 0 && filesIn(alice.phone.folder).length > 0);
    for (const text of [words, own, draft]) assert.ok(!isFoundIn(kept, Buffer.from(text)), text);
    const keys = [...alice.phone.keychain].filter(([name]) => /\.(?:database|storage)$/.test(name));
    assert.equal(keys.length, 2);
    for (const [name, key] of keys) assert.ok(!isFoundIn(kept, Buffer.from(key, 'base64')), name);

    const again = { ...alice, vm: await people.startApp(alice.phone) };
    assert.equal((await again.vm.run('open', address)).wasKept, true);
    assert.deepEqual(await again.vm.run('resume'), { state: 'ready' });
    assert.equal(await again.vm.run('connect'), alice.id);
    assert.deepEqual(await texts(again, cid), [words, own]);
    assert.equal(await again.vm.run('draft', cid), draft);
    assert.equal((await people.codes(alice.number)).length, 1);
  });

  test('a second phone of the same person reads what was written before', async (t) => {
    const people = createPeople(t, stack);
    const { alice, bob, cid } = await people.pair();
    await bob.vm.run('send', cid, 'before the second phone');
    await alice.vm.run('hear', cid, 'before the second phone');
    const second = await people.newPhone(alice.name, alice.number);
    const { account } = await second.vm.run('open', address);
    assert.equal(account.sub, alice.id);
    const found = await second.vm.run('resume');
    assert.ok(found.state === 'auth-factor-needed' && found.isReturning);
    await second.vm.run('begin', second.number);
    assert.deepEqual(await second.vm.run('finish', await people.lastCode(second.number)), { state: 'ready' });
    await second.vm.run('connect');
    assert.deepEqual(await texts(second, cid), ['before the second phone']);
    assert.equal(await second.vm.run('safetyNumber', bob.id), await alice.vm.run('safetyNumber', bob.id));
    await second.vm.run('send', cid, 'from the second phone');
    await bob.vm.run('hear', cid, 'from the second phone');
    await alice.vm.run('hear', cid, 'from the second phone');
  });

  test('a phone and Node understand each other; who is removed from the group reads nothing written after', async (t) => {
    const { alice, bob } = await createPeople(t, stack).pair();
    const carol = await newCarol(t);
    const cid = await alice.vm.run('start', [bob.id, carol.userId]);
    await bob.vm.run('accept', cid);
    const atCarol = await enter(carol.device, cid);
    const bytes = randomBytes(100_000);
    const arrives = arrival(atCarol, ({ type }) => type === 'new');
    await alice.vm.run('sendFile', cid, pictureOf(alice, bytes), 'for all');
    await arrives;
    const forAll = (await atCarol.messages()).find(({ kind }) => kind === 'message');
    const sealed = forAll?.kind === 'message' ? forAll.attachments[0] : undefined;
    const opened = (await atCarol.downloadFile(sealed as SealedFile)) as Blob;
    assert.ok(Buffer.from(await opened.arrayBuffer()).equals(bytes));
    const back = await atCarol.uploadFile(new File([bytes.toReversed()], 'back.png', { type: 'image/png' }));
    await atCarol.sendMessage({ text: 'back', attachments: [back] });
    await alice.vm.run('hear', cid, 'back');
    const received = fileURLToPath(await alice.vm.run('downloadFile', cid, 'back'));
    assert.ok(readFileSync(received).equals(bytes.toReversed()));

    await alice.vm.run('remove', cid, carol.userId);
    await alice.vm.run('send', cid, 'without Carol');
    await bob.vm.run('hear', cid, 'without Carol');
    const after = (await stored(cid)).at(-1)?.text ?? '';
    const { sessionId } = JSON.parse(after);
    assert.notEqual(sessionId, JSON.parse((await stored(cid))[0]?.text ?? '').sessionId);
    assert.ok(!JSON.stringify(await atCarol.messages()).includes('without Carol'));
    await assert.rejects(carol.sdk().retrieveEncryptionSession({ sessionId }));
    await assert.rejects(carol.device.openChannel(cid));
  });

  test('signing out wipes the phone', async (t) => {
    const { alice, bob, cid } = await createPeople(t, stack).pair();
    await bob.vm.run('sendFile', cid, pictureOf(bob, randomBytes(1000)), 'a picture');
    await alice.vm.run('hear', cid, 'a picture');
    await alice.vm.run('downloadFile', cid, 'a picture');
    await alice.vm.run('keepDraft', cid, 'never sent');
    assert.ok(alice.phone.storage.size > 0 && alice.phone.keychain.size > 0);
    assert.equal(filesIn(alice.phone.folder).length, 3); // the picture, the draft and the author key
    await alice.vm.run('signOut');
    assert.deepEqual([...alice.phone.keychain.keys()], []);
    assert.deepEqual([...alice.phone.storage.keys()], []);
    assert.deepEqual(filesIn(alice.phone.folder), []);
  });
});

const cacheOf = ({ phone }: Someone): string => join(phone.folder, 'cache');

/** A picture that the person took some time ago; the phone's own files are none of the app's. */
const pictureOf = ({ phone }: Someone, bytes: Uint8Array): string => {
  mkdirSync(join(phone.folder, 'pictures'), { recursive: true });
  const path = join(phone.folder, 'pictures', 'picture.png');
  writeFileSync(path, bytes);
  return pathToFileURL(path).href;
};
