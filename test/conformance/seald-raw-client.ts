import {
  constants,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  sign,
} from 'node:crypto';
import { type Block, blockHash } from '../../local/seald/sigchain-block.ts';

// A client of the API written here, to send what the real SDK never would.

export type RawKeys = { privateKey: KeyObject; publicKey: string };

export const makeKeys = (modulusLength = 1024): RawKeys => {
  const pair = generateKeyPairSync('rsa', { modulusLength });
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return { privateKey: pair.privateKey, publicKey };
};

export const hashOf = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('base64');

export const signText = ({ privateKey }: RawKeys, text: string): string => {
  const saltLength = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8 - 34;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return sign('sha256', Buffer.from(text), { key: privateKey, padding, saltLength }).toString('base64');
};

/** A session key's token for a device, as a client would make it. */
export const makeToken = (deviceId: string, publicKey: string) => {
  const key = { key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' } as const;
  const sealed = publicEncrypt({ ...key, padding: constants.RSA_PKCS1_OAEP_PADDING }, randomBytes(68));
  const token = sealed.toString('base64').replaceAll('/', '%').replaceAll('=', '');
  return { token, created_for_key: deviceId, created_for_key_hash: hashOf(publicKey) };
};

export type BlockParts = {
  position?: number;
  previousHash?: string;
  createdAt?: number;
  expireAt?: number;
  type?: Block['transaction']['operation']['type'];
  signerId?: string;
  deviceId: string;
  encryptionPublicKey: string;
  signingPublicKey: string;
  signer: RawKeys;
  /** What `extras` holds, when not the signing key. */
  pubkeys?: string[];
};

export const makeBlock = (parts: BlockParts): Block => {
  const createdAt = parts.createdAt ?? Math.floor(Date.now() / 1_000);
  const block: Block = {
    transaction: {
      position: parts.position ?? 0,
      previous_hash: parts.previousHash ?? '',
      created_at: createdAt,
      expire_at: parts.expireAt ?? createdAt + 94_608_000,
      signer: { user: 'self', device_id: parts.signerId ?? parts.deviceId },
      operation: {
        type: parts.type ?? 'creation',
        device: {
          id: parts.deviceId,
          encryption_pubkey_hash: hashOf(parts.encryptionPublicKey),
          signing_pubkey_hash: hashOf(parts.signingPublicKey),
        },
      },
    },
    signature: { protocol: '2', hash: '', signature: '' },
    extras: { pubkeys: parts.pubkeys ?? [parts.signingPublicKey] },
  };
  const hash = blockHash(block);
  return { ...block, signature: { protocol: '2', hash, signature: signText(parts.signer, hash) } };
};

export type RawClient = Awaited<ReturnType<typeof rawSignUp>>;
type Reply = { status: number; headers: Headers; body: Record<string, never> & { error_code?: string } };

/** A server, and the means to join its team. */
export type RawWorld = {
  service: { url: string };
  secrets: { appId: string };
  signupJwt: (userId?: string) => Promise<string>;
};

/** One caller of the API with its session headers. */
export const rawCaller = ({ service, secrets }: Pick<RawWorld, 'service' | 'secrets'>) => {
  const session: Record<string, string> = {};
  const call = async (method: string, path: string, body?: object): Promise<Reply> => {
    const answer = await fetch(`${service.url}${path}`, {
      method,
      headers: { 'x-seald-app-id': secrets.appId, ...session },
      ...(body && { body: JSON.stringify(body) }),
    });
    const id = answer.headers.get('x-hdr-session-id');
    const csrf = answer.headers.get('x-hdr-csrf-token');
    if (id) session['x-hdr-session-id'] = id;
    if (csrf) session['x-csrftoken'] = csrf;
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
  return { call, session };
};

/** An account made, logged in and first block added by hand; `userId` undefined joins no team. */
export const rawSignUp = async (
  world: RawWorld,
  userId: string | undefined,
  {
    addFirstBlock = true,
    keys: { encryption, signing } = { encryption: makeKeys(), signing: makeKeys() },
  }: { addFirstBlock?: boolean; keys?: { encryption: RawKeys; signing: RawKeys } } = {},
) => {
  const { call, session } = rawCaller(world);
  const created = await call('POST', '/api/user/', {
    encryption_pub_key: encryption.publicKey,
    signing_pub_key: signing.publicKey,
    ...(userId !== undefined && { additional_jwt: await world.signupJwt(userId) }),
  });
  const { user, device_id: deviceId } = created.body as unknown as {
    user: { id: string };
    device_id: string;
  };
  const login = async (changes: object = {}, key = signing) => {
    const { body } = await call('POST', '/api/user/create_challenge/');
    const { next_chall } = body as unknown as { next_chall: string };
    const signed_challenge = signText(key, next_chall);
    const ids = { uid: user.id, key_id: deviceId, device_id: deviceId };
    return call('POST', '/api/user/login/', { ...ids, signed_challenge, ...changes });
  };
  await login();
  const blockParts = {
    deviceId,
    encryptionPublicKey: encryption.publicKey,
    signingPublicKey: signing.publicKey,
    signer: signing,
  };
  const firstBlock = makeBlock(blockParts);
  const addBlock = (block: object) =>
    call('POST', '/api/sigchain/add_transaction/', { transaction_data: block, integrity_check: true });
  if (addFirstBlock) await addBlock(firstBlock);
  return {
    sealdId: user.id,
    deviceId,
    encryption,
    signing,
    call,
    session,
    login,
    blockParts,
    firstBlock,
    addBlock,
  };
};
