import { challengeRequest, challengeResponse } from '../challenge.ts';
import { anyRecord, type Route } from '../route.ts';

export const challenge = {
  name: 'challenge',
  method: 'POST',
  path: '/challenge',
  access: 'user',
  budget: 'account',
  summary: "Have Seald's key storage send the caller a code",
  request: challengeRequest,
  response: challengeResponse,
  statuses: [200],
  errors: [
    ...anyRecord,
    'USER_NOT_FOUND',
    'COUNTRY_NOT_ALLOWED',
    'AUTH_FACTOR_MISMATCH',
    'CHALLENGE_RATE_LIMITED',
    'SSKS_UNAVAILABLE',
    'SMS_QUOTA_EXCEEDED',
  ],
} as const satisfies Route;
