import { describe, expect, it } from '@jest/globals';
import {
  MessagingApiError,
  SECURE_CHAT_ERRORS,
  SecureChatError,
  type SecureChatErrorCode,
} from '../../../client-example/secure-chat/src/errors.ts';
import { englishTexts } from '../../../client-example/secure-chat/src/react/texts/english.ts';
import { SignInNeededError } from '../../../client-example/web/src/auth/sign-in-needed.ts';
import { problemOf as inWords } from '../../../client-example/web/src/state/problem.ts';
import { ERROR_STATUS, type ErrorType } from '../../../shared/contract/error-types.ts';

const problemOf = (error: unknown) => inWords(error, englishTexts);
const MARKER = 'tok_secret_0470123456';

describe('an error in words', () => {
  it.each(Object.keys(ERROR_STATUS) as ErrorType[])('%s has some', (type) => {
    expect(problemOf(new MessagingApiError(type)).words).toMatch(/^[A-Z].*\.$/);
  });

  it.each(Object.keys(SECURE_CHAT_ERRORS) as SecureChatErrorCode[])('%s has some', (code) => {
    expect(problemOf(new SecureChatError(code)).words).toMatch(/^[A-Z].*\.$/);
  });

  it('shows nothing of an error that was not written for people', () => {
    for (const error of [new Error(MARKER), MARKER, { message: MARKER }, null, undefined])
      expect(problemOf(error).words).not.toContain(MARKER);
    expect(problemOf(new MessagingApiError('TIMEOUT', { cause: new Error(MARKER) })).words).not.toContain(
      MARKER,
    );
  });

  it.each([
    [new SecureChatError('WRONG_CODE'), 'retry'],
    [new SecureChatError('CODE_SPENT'), 'new-code'],
    [new SecureChatError('NO_CODE_SENT'), 'new-code'],
    [new SecureChatError('IDENTITY_LOST'), 'ask-team'],
    [new SecureChatError('IDENTITY_FORGOTTEN'), 'start-over'],
    [Object.assign(new Error(), { code: 'LOGIN_UNKNOWN_USER' }), 'start-over'],
    [new MessagingApiError('AUTH_FACTOR_MISMATCH'), 'other-number'],
    [new MessagingApiError('UNAUTHORIZED'), 'sign-in'],
    [new SignInNeededError(), 'sign-in'],
    [new MessagingApiError('SMS_QUOTA_EXCEEDED'), 'retry'],
    [new TypeError('Failed to fetch'), 'retry'],
    [new SecureChatError('SIGNED_OUT'), 'sign-in'],
  ])('%s leads on by %s', (error, wayOn) => {
    expect(problemOf(error).wayOn).toBe(wayOn);
  });

  it.each([
    new DOMException('', 'QuotaExceededError'),
    new DOMException('', 'SecurityError'),
    Object.assign(new Error(), { code: 'ENOSPC' }),
  ])('%s is said to be about storage, not the connection', (error) => {
    expect(problemOf(error).words).toMatch(/^This device could not keep/);
  });

  it.each([
    new TypeError('Load failed'),
    new TypeError('NetworkError when attempting to fetch resource.'),
    Object.assign(new Error('Network Error'), { code: 'ERR_NETWORK' }),
    new DOMException('', 'TimeoutError'),
  ])('%s is said to be about the connection', (error) => {
    expect(problemOf(error).words).toMatch(/connection/);
  });

  it.each([new Error('SSKS push failed: 500'), new TypeError('x is undefined'), null])(
    '%s is not called a bad connection',
    (error) => expect(problemOf(error).words).not.toMatch(/connection/),
  );

  it('quotes a reference only where the team has something to look into', () => {
    expect(problemOf(new MessagingApiError('INTERNAL_ERROR', { requestId: 'r1' })).requestId).toBe('r1');
    expect(problemOf(new MessagingApiError('AUTH_FACTOR_MISMATCH', { requestId: 'r1' }))).not.toHaveProperty(
      'requestId',
    );
  });
});
