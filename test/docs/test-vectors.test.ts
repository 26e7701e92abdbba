import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { safetyNumberOf } from '../../client-example/secure-chat/src/contacts/safety-number.ts';
import { createPlatform } from '../../client-example/secure-chat/src/platform/platform.ts';
import { createSignatureCheck } from '../../shared/adapters/stream-signature.ts';
import { parseEncryptedText } from '../../shared/contract/encrypted-text.ts';
import { parseEnvelope } from '../../shared/contract/envelope.ts';
import { parseEpochStatement } from '../../shared/contract/epoch-statement.ts';
import { sealdIdOf } from '../../shared/contract/seald-id.ts';
import { areVisibleFiles } from '../../shared/contract/visible-file.ts';
import { chatUserIdOf } from '../../shared/domain/chat-user-id.ts';
import { judgeHook } from '../../shared/domain/stream-hook.ts';

const { sha512 } = createPlatform();

type Plain = {
  accepted: { plaintext: string; value: unknown }[];
  refused: { why: string; plaintext: string }[];
};
type Side = { userId: string; head: string };
const vectors = JSON.parse(readFileSync('docs/test-vectors.json', 'utf8')) as {
  chatUserIds: { subject: string; chatUserId: string; sealdId: string }[];
  encryptedTexts: {
    accepted: { text: string; encryptionSessionId: string }[];
    refused: { why: string; text: string }[];
  };
  envelopes: Plain;
  visibleFiles: {
    fileHosts: string[];
    accepted: object[][];
    refused: { why: string; attachments: object[] }[];
  };
  statements: Plain;
  safetyNumbers: { one: Side; other: Side; digits: string; qrText: string }[];
  hookSignatures: { apiSecret: string; body: string; signature: string }[];
};

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

describe.each([
  ['envelopes', parseEnvelope],
  ['statements', parseEpochStatement],
] as const)('%s', (kind, parse: (plaintext: string) => unknown) => {
  it.each(vectors[kind].accepted)('takes $plaintext', ({ plaintext, value }) => {
    expect(parse(plaintext)).toEqual(value);
  });
  it.each(vectors[kind].refused)('refuses $why', ({ plaintext }) => {
    expect(parse(plaintext)).toBeNull();
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
