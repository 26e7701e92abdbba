import { describe, expect, it } from '@jest/globals';
import { ContactKeysError } from '../../../client-example/secure-chat/src/contacts/contact-session.ts';
import {
  ClearTextBlockedError,
  MembersNotEnrolledError,
  MessageRefusedError,
  MessageTooLongError,
  MessagingApiError,
  SecureChatError,
  SecurityNoticeError,
} from '../../../client-example/secure-chat/src/errors.ts';
import { englishTexts } from '../../../client-example/secure-chat/src/react/texts/english.ts';
import {
  isForgottenDevice,
  problemWords,
} from '../../../client-example/secure-chat/src/react/texts/problem-words.ts';

const notice = { kind: 'session-id-swapped', cid: 'c', trusted: 't', named: null } as const;
const coded = (code: unknown) => Object.assign(new Error('upstream words'), { code });

describe('words for a problem', () => {
  it.each([
    ['nobody to encrypt for', new MembersNotEnrolledError(['u1']), 'Bob has not set up secure chat yet'],
    ['a refusal', new MessageRefusedError('clear text'), 'The service refused this message: clear text'],
    ['too much text', new MessageTooLongError(30_000, 20_000), 'too long'],
    ['another key', new SecurityNoticeError(notice), 'Sending has stopped'],
    ['words in the clear', new ClearTextBlockedError('text'), 'unencrypted'],
    ['no access', new SecureChatError('NO_ACCESS'), 'not among the readers'],
    ['a forgotten identity', new SecureChatError('IDENTITY_FORGOTTEN'), 'Sign out'],
    ['a forgotten device', coded('LOGIN_UNKNOWN_USER'), 'Sign out'],
    ['no network', coded('ERR_NETWORK'), 'no connection'],
    ['no answer of ours', new MessagingApiError('TIMEOUT'), 'no connection'],
    ['a right that is missing', coded(17), 'may not'],
    ['no member any more', new MessagingApiError('NOT_A_MEMBER'), 'not, or no longer, a member'],
    ['no right to add', new MessagingApiError('MEMBER_CHANGE_NOT_ALLOWED'), 'Only the owner'],
    ['no right to renew', new MessagingApiError('REKEY_NOT_ALLOWED'), 'Only the owner'],
    ['nobody to add', new MessagingApiError('MEMBER_NOT_FOUND'), 'not signed in here yet'],
    ['Stream away', new MessagingApiError('STREAM_UNAVAILABLE'), 'chat service does not answer'],
    ['keys in doubt', new ContactKeysError(['u1']), 'keys that may not be those of Bob'],
    ['anything else', coded('XYZ'), 'Something went wrong'],
    ['no error at all', null, 'Something went wrong'],
  ])('%s', (_name, error, words) => {
    const told = problemWords(error, englishTexts, () => 'Bob');
    expect(told).toContain(words);
    expect(told).not.toContain('upstream');
  });

  it('names several people, and nobody by an id', () => {
    const told = problemWords(new MembersNotEnrolledError(['u1', 'u2']), englishTexts, (id) =>
      id === 'u1' ? 'Bob' : undefined,
    );
    expect(told).toContain('Bob and One of them have not set up');
    expect(told).not.toContain('u2');
  });

  it('tells a device that was forgotten from other failures', () => {
    expect(isForgottenDevice(coded('LOGIN_UNKNOWN_USER'))).toBe(true);
    expect(isForgottenDevice(coded('ERR_NETWORK'))).toBe(false);
  });
});
