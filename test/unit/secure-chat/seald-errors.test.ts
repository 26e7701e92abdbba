import { expect, it } from '@jest/globals';
import { asKnownUser } from '../../../client-example/secure-chat/src/seald/seald-errors.ts';

const failing = (code: string) => Promise.reject(Object.assign(new Error('upstream words'), { code }));

it.each(['LOGIN_UNKNOWN_USER', 'LOGIN_DEVICE_REVOKED', 'NO_DEFAULT'])(
  '%s means a forgotten identity',
  async (code) => {
    await expect(asKnownUser(failing(code))).rejects.toMatchObject({
      code: 'IDENTITY_FORGOTTEN',
      cause: { code },
    });
  },
);

it('leaves other failures and answers as they are', async () => {
  await expect(asKnownUser(failing('NO_TOKEN_FOR_YOU'))).rejects.toMatchObject({ code: 'NO_TOKEN_FOR_YOU' });
  expect(await asKnownUser(Promise.resolve('fine'))).toBe('fine');
});
