import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { openWorld } from '../conformance/seald-support.ts';

/** AES-256-CBC and an HMAC over it, as the Seald SDK has them (seald.md section 10): what is measured is the cipher's, not that of a random source alone. */
export const sealed = (plain: Buffer, key: Buffer, hmacKey: Buffer): Buffer => {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([iv, cipher.update(plain), cipher.final()]);
  return Buffer.concat([encrypted, createHmac('sha256', hmacKey).update(encrypted).digest()]);
};

/** So many texts by the real SDK, each with the words it encrypts. */
export const bySdk = async (words: readonly string[]): Promise<{ text: string; words: string }[]> => {
  const world = await openWorld();
  try {
    const { client } = await world.signUp('alice');
    const session = await client.createEncryptionSession({ userIds: ['alice'] });
    const texts: { text: string; words: string }[] = [];
    for (const one of words) texts.push({ words: one, text: await session.encryptMessage(one) });
    return texts;
  } finally {
    await world.close();
  }
};
