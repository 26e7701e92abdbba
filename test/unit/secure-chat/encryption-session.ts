import { randomBytes } from 'node:crypto';
import type { SealdSDK } from '@seald-io/sdk/lib/main.js';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { createSealdSdk } from '../../../client-example/secure-chat/src/seald/seald-sdk.ts';

/** An encryption session of the real SDK, made without a server; the same `id` and `key` make equal sessions. */
export const makeEncryptionSession = (id: string, key: Buffer = randomBytes(64)): EncryptionSession => {
  const sdk = createSealdSdk({
    appId: '6c0e3f6e-9c41-4f3a-9b57-0c6f0b7f2f11',
    apiUrl: 'http://127.0.0.1:9/',
    ssksUrl: 'http://127.0.0.1:9/',
  })('nobody');
  return (sdk as unknown as SealdSDK).utils.deserializeSession(serializedSession(id, key).toString('base64'));
};

// What the SDK's own `serialize` writes: BSON `{ id, key }`.
const serializedSession = (id: string, key: Buffer): Buffer => {
  const idElement = [Buffer.from('\x02id\0'), int32(id.length + 1), Buffer.from(`${id}\0`)];
  const keyElement = [Buffer.from('\x05key\0'), int32(key.length), Buffer.from([0]), key];
  const body = Buffer.concat([...idElement, ...keyElement, Buffer.from([0])]);
  return Buffer.concat([int32(body.length + 4), body]);
};

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};
