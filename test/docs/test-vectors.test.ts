import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { safetyNumberOf } from '../../client-example/secure-chat/src/contacts/safety-number.ts';
import { createPlatform } from '../../client-example/secure-chat/src/platform/platform.ts';
import { createSignatureCheck } from '../../shared/adapters/stream-signature.ts';
import { parseEncryptedText } from '../../shared/contract/encrypted-text.ts';
import { sealdIdOf } from '../../shared/contract/seald-id.ts';
import { areVisibleFiles } from '../../shared/contract/visible-file.ts';
import { chatUserIdOf } from '../../shared/domain/chat-user-id.ts';
import { judgeHook } from '../../shared/domain/stream-hook.ts';
import { vectors } from './vectors.ts';

const { sha512 } = createPlatform();

it.each(vectors.chatUserIds)('chat user id of $subject', ({ subject, chatUserId, sealdId }) => {
  expect(chatUserIdOf(subject)).toBe(chatUserId);
  expect(sealdIdOf('PROD', chatUserId)).toBe(sealdId);
});

describe('encrypted texts', () => {
  it.each(vectors.encryptedTexts.accepted)('takes $text', ({ text, encryptionSessionId }) => {
    expect(parseEncryptedText(text)).toEqual({ encryptionSessionId });
  });
  it.each(vectors.encryptedTexts.refused)('refuses $why', ({ text }) => {
    expect(parseEncryptedText(text)).toBeNull();
  });
});

describe('visible files', () => {
  const { fileHosts, accepted, refused } = vectors.visibleFiles;
  it.each(accepted.map((attachments) => ({ attachments })))('takes $attachments', ({ attachments }) => {
    expect(areVisibleFiles(attachments, fileHosts)).toBe(true);
  });
  it.each(refused)('refuses $why', ({ attachments }) => {
    expect(areVisibleFiles(attachments, fileHosts)).toBe(false);
  });
});

it.each(vectors.safetyNumbers)('safety number $digits', async ({ one, other, digits, qrText }) => {
  expect(await safetyNumberOf(sha512, one, other)).toMatchObject({ digits, qrText });
  expect(await safetyNumberOf(sha512, other, one)).toMatchObject({ digits });
  // By docs/integrate.md, apart from the code.
  const sides = [one, other].map(({ userId, head, authorKey }) => [userId, head, authorKey]);
  const [first, second] = sides.sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1));
  const json = JSON.stringify(['sealed-stream safety number 2', first, second]);
  const hash = createHash('sha512').update(json).digest();
  const groups = Array.from({ length: 12 }, (_, at) => hash.readUIntBE(5 * at, 5) % 100_000);
  expect(groups.map((group) => `${group}`.padStart(5, '0')).join('')).toBe(digits);
});

it.each(vectors.hookSignatures)('signature $signature', async ({ apiSecret, body, signature }) => {
  const check = createSignatureCheck(async () => ({ apiKey: 'key', apiSecret }));
  expect(await check({ bytes: Buffer.from(body), signature, contentEncoding: undefined })).toMatchObject({
    verdict: 'signed',
  });
  expect(
    judgeHook(Buffer.from(body), { encryptedChannelTypes: ['encrypted'], fileHosts: [] }).verdict,
  ).toEqual({ accepted: true });
});
