import { describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { StreamChat } from 'stream-chat';
import { createStreamTokenIssuer } from '../../../shared/adapters/stream-token.ts';
import { ISSUED_BACK_SECONDS } from '../../../shared/domain/token-times.ts';
import { held, streamSecret } from '../../support/secrets.ts';

const NOW = new Date('2026-11-22T10:00:00.400Z');
const issue = createStreamTokenIssuer({
  secret: held(streamSecret),
  ttlSeconds: 3600,
  now: () => NOW,
});

describe('a Stream user token', () => {
  it("says what Stream's own createToken says", async () => {
    const { accessToken, userId } = await issue('alice');
    expect(userId).toBe('alice');
    const seconds = Math.floor(NOW.getTime() / 1000);
    const iat = seconds - ISSUED_BACK_SECONDS;
    const theirs = new StreamChat('key', streamSecret.apiSecret).createToken('alice', seconds + 3600, iat);

    expect(claimsOf(accessToken)).toEqual(claimsOf(theirs));
    expect(decodeProtectedHeader(accessToken)).toEqual(decodeProtectedHeader(theirs));
    for (const token of [accessToken, theirs])
      await expect(
        jwtVerify(token, Buffer.from(streamSecret.apiSecret), { algorithms: ['HS256'], currentDate: NOW }),
      ).resolves.toBeDefined();
  });

  it('says when it ends, in the answer and in the token alike', async () => {
    const { accessToken, expiresAt } = await issue('alice');
    expect(expiresAt).toBe('2026-11-22T11:00:00.000Z');
    expect(claimsOf(accessToken).exp).toBe(Date.parse(expiresAt) / 1000);
  });
});

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
