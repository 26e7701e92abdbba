import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Block, blockHash } from '../../local/seald/sigchain-block.ts';
import { makeBlock, makeKeys, makeToken, type RawClient, rawSignUp, signText } from './seald-raw-client.ts';
import { openWorld, type World } from './seald-support.ts';

const sealed = () => randomBytes(48).toString('base64');
const keyFor = ({ deviceId, encryption }: RawClient) => {
  const { token, ...ids } = makeToken(deviceId, encryption.publicKey);
  return { encrypted_message_key: token, ...ids };
};

describe('group requests no honest client makes are refused', () => {
  let world: World;
  let admin: RawClient;
  let member: RawClient;
  let outsider: RawClient;

  beforeAll(async () => {
    world = await openWorld();
    [admin, member, outsider] = await Promise.all([
      rawSignUp(world, 'admin'),
      rawSignUp(world, 'member'),
      rawSignUp(world, 'outsider'),
    ]);
  });
  afterAll(() => world.close());

  const groupKeys = (readers: RawClient[]) => ({
    encrypted_encryption_privkey: sealed(),
    encrypted_signing_privkey: sealed(),
    message_keys: readers.map(keyFor),
  });
  const create = async (changes: object = {}) => {
    const keys = makeKeys();
    const { status, body } = await admin.call('POST', '/api/group/', {
      group_name: 'raw',
      encrypt_pubkey: keys.publicKey,
      signing_pubkey: keys.publicKey,
      members: [admin.sealdId, member.sealdId],
      admins: [admin.sealdId],
      ...groupKeys([admin, member]),
      ...changes,
    });
    const { group, groupdevicekey, error_code } = body as unknown as {
      group: { bearduser: { id: string }; device_id: string };
      groupdevicekey: { message_id: string };
      error_code?: string;
    };
    return {
      status,
      error_code,
      keys,
      id: group?.bearduser.id,
      deviceId: group?.device_id,
      messageId: groupdevicekey?.message_id,
    };
  };
  type RawGroup = Awaited<ReturnType<typeof create>>;

  const creationOf = ({ keys, deviceId }: RawGroup) =>
    makeBlock({
      deviceId,
      encryptionPublicKey: keys.publicKey,
      signingPublicKey: keys.publicKey,
      signer: keys,
    });
  const membersBlock = ({ keys, deviceId }: RawGroup, previous: Block, members: string[]): Block => {
    const block: Block = {
      transaction: {
        position: previous.transaction.position + 1,
        previous_hash: previous.signature.hash,
        created_at: Math.floor(Date.now() / 1_000),
        expire_at: 0,
        signer: { user: 'self', device_id: deviceId },
        operation: { type: 'members', members },
      },
      signature: { protocol: '2', hash: '', signature: '' },
      extras: { pubkeys: [] },
    };
    const hash = blockHash(block);
    return { ...block, signature: { protocol: '2', hash, signature: signText(keys, hash) } };
  };
  const init = async (group: RawGroup, members: string[], client = admin) => {
    const creation = creationOf(group);
    const block = membersBlock(group, creation, members);
    const body = { transaction_data: creation, transaction_data_members: block };
    const { status } = await client.call('POST', `/api/group/${group.id}/init_sigchain/`, body);
    return { status, block };
  };
  const readyGroup = async () => {
    const group = await create();
    const { block } = await init(group, [admin.sealdId, member.sealdId]);
    return { group, block };
  };

  it.each([
    [
      'without its creator',
      () => ({ members: [member.sealdId], admins: [member.sealdId], ...groupKeys([member]) }),
    ],
    ['with a creator who is no admin', () => ({ admins: [member.sealdId] })],
    ['with an admin who is no member', () => ({ admins: [admin.sealdId, outsider.sealdId] })],
    ['with an unknown member', () => ({ members: [admin.sealdId, admin.deviceId] })],
    ['with a key for an outsider', () => groupKeys([admin, member, outsider])],
    ['with no key for a member', () => groupKeys([admin])],
  ])('creating one %s', async (_name, changes) => {
    expect(await create(changes())).toMatchObject({ status: 406, error_code: 'INVALID_MEMBERS' });
  });

  it('creating one with a group as member', async () => {
    const { id, deviceId, keys } = await create();
    const { token, ...ids } = makeToken(deviceId, keys.publicKey);
    const made = groupKeys([admin]);
    const groupKey = { encrypted_message_key: token, ...ids };
    const changes = {
      members: [admin.sealdId, id],
      ...made,
      message_keys: [...made.message_keys, groupKey],
    };
    expect(await create(changes)).toMatchObject({ status: 406, error_code: 'INVALID_MEMBERS' });
  });

  it('starting a sigchain with other members, which leaves the chain empty', async () => {
    const group = await create();
    expect((await init(group, [admin.sealdId])).status).toBe(406);
    expect((await init(group, [admin.sealdId, member.sealdId], member)).status).toBe(403);
    expect((await init(group, [admin.sealdId, member.sealdId])).status).toBe(200);
  });

  it('adding a member without every key, with another’s key, or by a non-admin', async () => {
    const { group, block } = await readyGroup();
    const everyone = [admin.sealdId, member.sealdId, outsider.sealdId];
    const add = async (sessions: object[], client = admin, members = everyone, changes: object = {}) => {
      const { status, body } = await client.call('POST', `/api/group/${group.id}/members/`, {
        edited_beardusers_device_messages: { [outsider.sealdId]: sessions },
        transaction_data_members: membersBlock(group, block, members),
        added_admins: [],
        ...changes,
      });
      return body.error_code ?? status;
    };
    const good = { message_id: group.messageId, message_keys: [keyFor(outsider)] };
    const again = {
      edited_beardusers_device_messages: { [member.sealdId]: [{ ...good, message_keys: [keyFor(member)] }] },
    };
    expect(await add([])).toBe('INVALID_MEMBERS');
    expect(await add([{ ...good, message_keys: [keyFor(member)] }])).toBe('INVALID_MEMBERS');
    expect(await add([], admin, everyone, again)).toBe('INVALID_MEMBERS');
    expect(await add([good], admin, everyone, { added_admins: [member.sealdId] })).toBe('INVALID_MEMBERS');
    expect(await add([good], member)).toBe('MEMBER_NOT_ADMIN');
    expect(await add([good], admin, [admin.sealdId, outsider.sealdId])).toBe('INVALID_TRANSACTION');
    expect(await add([good])).toBe(200);
  });

  it('a stale members block; a good one takes the group’s key from who is removed', async () => {
    const { group, block } = await readyGroup();
    const remove = (previous: Block) =>
      admin.call('DELETE', `/api/group/${group.id}/members/`, {
        beardusers_id: [member.sealdId],
        transaction_data_members: membersBlock(group, previous, [admin.sealdId]),
      });
    const stale = await remove(creationOf(group));
    expect([stale.status, stale.body.error_code]).toEqual([406, 'WRONG_POSITION']);
    const readKey = () => member.call('GET', `/api/message/${group.messageId}/`);
    expect((await readKey()).status).toBe(200);
    expect((await remove(block)).status).toBe(200);
    expect((await readKey()).status).toBe(404);
    const again = await remove(block);
    expect(again.body.error_code).toBe('INVALID_MEMBERS');
  });

  it('reading group keys from outside, and ruling without being an admin', async () => {
    const { group } = await readyGroup();
    const devices = await outsider.call('GET', `/api/group/${group.id}/groupdevices/?page=1`);
    expect([devices.status, devices.body.error_code]).toEqual([403, 'GROUP_NOT_IN_GROUP']);
    const members = [{ bearduser_id: member.sealdId, is_admin: true }];
    const promote = (client: RawClient) =>
      client.call('PATCH', `/api/group/${group.id}/members/`, { members });
    expect((await promote(member)).body.error_code).toBe('MEMBER_NOT_ADMIN');
    expect((await promote(outsider)).body.error_code).toBe('USER_NOT_MEMBER');
    expect((await promote(admin)).status).toBe(200);
    const stranger = { members: [{ bearduser_id: outsider.sealdId, is_admin: true }] };
    const promoted = await admin.call('PATCH', `/api/group/${group.id}/members/`, stranger);
    expect(promoted.body.error_code).toBe('INVALID_MEMBERS');
    const opened = await outsider.call('POST', '/api/message/', {
      allow_download: false,
      not_for_me: false,
      tokens: [makeToken(outsider.deviceId, outsider.encryption.publicKey)],
    });
    const path = `/api/message/${(opened.body as unknown as { message: string }).message}/set_managing_group/`;
    const managed = await outsider.call('POST', path, { group_id: group.id, user_id: group.id });
    expect(managed.body.error_code).toBe('GROUP_NOT_IN_GROUP');
    const after = `/api/group/${group.id}/groupdevices/?page=1&after_message=${group.messageId}`;
    expect((await member.call('GET', after)).body).toEqual({ status: 'ok', nb_page: 1, results: [] });
  });
});
