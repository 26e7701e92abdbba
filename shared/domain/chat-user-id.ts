import { createHash } from 'node:crypto';
import { SERVICE_USER_ID } from '../contract/service-user.ts';

/**
 * What Stream takes as a user id is `[A-Za-z0-9@_-]{1,255}`; Seald's connector value is the id with prefix and
 * application id around it, so ids stay short enough for both.
 */
const USABLE_SUBJECT = /^[A-Za-z0-9@_-]{1,128}$/;
const HASHED = 'sub-';

const isUsable = (subject: string): boolean =>
  USABLE_SUBJECT.test(subject) && !subject.startsWith(HASHED) && subject !== SERVICE_USER_ID;

/**
 * The chat user id of an identity provider's subject: the subject itself where Stream and Seald take it, else `sub-` and
 * its SHA-256 in base64url (`auth0|42` has a character Stream refuses). A subject that looks hashed already is hashed as
 * well, and so is the backend's own user, so that no subject can be chosen to meet another's id. One-way and the same every time.
 */
export const chatUserIdOf = (subject: string): string => {
  if (isUsable(subject)) return subject;
  return HASHED + createHash('sha256').update(subject, 'utf8').digest('base64url');
};
