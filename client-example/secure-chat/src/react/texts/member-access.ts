/**
 * `reads`: a member let them in. `not-let-in`: Stream lists them, no member did. `left`: still holds the key that is in use, but
 * Stream no longer lists them. `unknown`: this device has no access itself and cannot say.
 */
export type MemberAccess = 'reads' | 'not-let-in' | 'left' | 'unknown';
