import { describe, expect, it } from '@jest/globals';
import seald from '@seald-io/sdk';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { withoutGreeting } from '../../../client-example/secure-chat/src/seald/without-greeting.ts';
import {
  createActivationKeyIssuer,
  createConnectorKeyIssuer,
} from '../../../shared/adapters/activation-key.ts';
import { ISSUED_BACK_SECONDS } from '../../../shared/domain/token-times.ts';
import { held, sealdSecret } from '../../support/secrets.ts';

const { appId, jwtSecret, jwtSecretId, validationKey = '', validationKeyId = '' } = sealdSecret;
const sdk = withoutGreeting(() => seald.default({ appId, apiURL: 'http://127.0.0.1:9/' }));
sdk.setLogLevel('none');
const sealdId = 'TESTING_0015r00000Q0DQcAAN';

describe('a signup JWT', () => {
  const issue = createActivationKeyIssuer('signupJwt', held(sealdSecret));

  const connect = createConnectorKeyIssuer('signupJwt', held(sealdSecret));
  const byHelper = (claims: object) => sdk.utils.generateRegistrationJWT(jwtSecret, jwtSecretId, claims);

  it.each([
    ['lets join the team, for whatever user', () => issue(sealdId), { joinTeam: true }, [3]],
    [
      'gives the one user id',
      async () => (await connect(sealdId)) ?? '',
      { userId: sealdId, joinTeam: false },
      [4],
    ],
  ])(
    "%s: what the Seald SDK's own helper makes, with scopes and an end besides",
    async (_, make, asked, can) => {
      const ours = await make();
      const theirs = await byHelper(asked);
      const { iat, jti, exp, scopes, ...claims } = claimsOf(ours);
      const { iat: theirIat, jti: theirJti, ...theirClaims } = claimsOf(theirs);

      expect(claims).toEqual(theirClaims);
      expect(decodeProtectedHeader(ours)).toEqual(decodeProtectedHeader(theirs));
      expect(Math.abs(iat + ISSUED_BACK_SECONDS - theirIat)).toBeLessThanOrEqual(2);
      expect(jti).toHaveLength(theirJti.length);
      expect(exp - iat).toBe(600 + ISSUED_BACK_SECONDS);
      expect(scopes).toEqual(can);
      for (const token of [ours, theirs])
        await expect(
          jwtVerify(token, Buffer.from(jwtSecret, 'ascii'), { issuer: jwtSecretId }),
        ).resolves.toBeDefined();
    },
  );

  it('is new each time, because it can be used once', async () => {
    expect(claimsOf(await issue(sealdId)).jti).not.toBe(claimsOf(await issue(sealdId)).jti);
  });
});

describe('a user licence token', () => {
  const issue = createActivationKeyIssuer('userLicenseToken', held(sealdSecret));

  it("proves what the Seald SDK's own helper proves", async () => {
    const ours = sdk.utils.parseUserLicenseToken(await issue(sealdId));
    const theirs = sdk.utils.parseUserLicenseToken(
      await sdk.utils.generateUserLicenseToken(sealdId, validationKey, validationKeyId),
    );
    expect(ours.domainValidationKeyId).toBe(theirs.domainValidationKeyId);
    expect(ours.nonce).toMatch(/^[0-9a-f]{64}$/);
    // The helper draws its own nonce, so its hash is recomputed for ours with the same scrypt the SDK uses.
    expect(ours.token).toBe(await scryptHex(`${sealdId}@${appId}-${validationKey}`, ours.nonce));
    expect(theirs.token).toBe(await scryptHex(`${sealdId}@${appId}-${validationKey}`, theirs.nonce));
  });

  it('cannot be made without a validation key', async () => {
    const { validationKey: _, ...without } = sealdSecret;
    await expect(createActivationKeyIssuer('userLicenseToken', held(without))(sealdId)).rejects.toThrow(
      'validation key',
    );
  });
});

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

const scryptHex = async (text: string, salt: string): Promise<string> => {
  const { scryptSync } = await import('node:crypto');
  return scryptSync(text, salt, 64, { N: 16_384, r: 8, p: 1 }).toString('hex');
};
