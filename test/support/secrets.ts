import { randomBytes, randomUUID } from 'node:crypto';
import type { Secret } from '../../shared/secrets.ts';

export const sealdSecret: Secret<'seald'> = {
  appId: randomUUID(),
  jwtSecretId: randomUUID(),
  jwtSecret: randomBytes(32).toString('hex'),
  validationKeyId: randomUUID(),
  validationKey: randomBytes(32).toString('hex'),
};

export const sealingSecret: Secret<'sealing'> = {
  currentKid: 'k1',
  keys: { k1: randomBytes(32).toString('base64') },
};

export const streamSecret: Secret<'stream'> = { apiKey: 'key', apiSecret: randomBytes(32).toString('hex') };

/** A secret already read. */
export const held =
  <Value>(value: Value) =>
  async (): Promise<Value> =>
    value;
