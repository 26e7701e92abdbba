import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SERVICE_USER_ID } from '../../../shared/contract/service-user.ts';
import { chatUserIdOf } from '../../../shared/domain/chat-user-id.ts';

describe('a chat user id', () => {
  it.each(['0015r00000OxGgIAAV', 'alice@example', 'a', 'x'.repeat(128)])(
    'is the subject %s itself',
    (subject) => {
      expect(chatUserIdOf(subject)).toBe(subject);
    },
  );

  it.each(['auth0|42', 'alice@example.com', 'Zoë', 'x'.repeat(129), 'sub-chosen', ' '])(
    'is a hash where Stream or Seald would not take %j',
    (subject) => {
      expect(chatUserIdOf(subject)).toMatch(/^sub-[A-Za-z0-9_-]{43}$/);
      expect(chatUserIdOf(subject)).toBe(chatUserIdOf(subject));
    },
  );

  it('is always one both vendors take, and never the same for two subjects', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
        expect(chatUserIdOf(one)).toMatch(/^[A-Za-z0-9@_-]{1,128}$/);
        fc.pre(one !== other);
        expect(chatUserIdOf(one)).not.toBe(chatUserIdOf(other));
      }),
    );
  });

  it("cannot be another's by choosing a subject that looks hashed", () => {
    const hashed = chatUserIdOf('auth0|42');
    expect(chatUserIdOf(hashed)).not.toBe(hashed);
  });

  it('is nobody to whom channels belong but the backend', () => {
    expect(chatUserIdOf(SERVICE_USER_ID)).not.toBe(SERVICE_USER_ID);
  });
});
