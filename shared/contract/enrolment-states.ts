// Apart from the machine, so that a browser need not load its rows.

/**
 * `open`: nobody has begun. `making`: one device makes an identity. `storing`: it has said which one, and may be storing it. `saved`: a device has read that
 * identity back from the key storage; from here on no other can take its place. `enrolled`: its user id is bound at Seald.
 */
export const enrolmentStates = ['open', 'making', 'storing', 'saved', 'enrolled'] as const;
export type EnrolmentState = (typeof enrolmentStates)[number];

/**
 * What the device does then. `go`: what it asked for. `wait`: it is another device's turn. `fetch`: an identity is saved, take that one. `anew`: what the
 * device named is not the identity of this attempt; look again from the start.
 */
export const enrolmentAnswers = ['go', 'wait', 'fetch', 'anew'] as const;
export type EnrolmentAnswer = (typeof enrolmentAnswers)[number];
