import type { Epoch } from '../../shared/contract/encryption-session.ts';

/** What the examples are made of: Alice, Bob, and keys of nobody. */
export const TIME = '2026-11-22T10:00:00.000Z';

/** Signed with no key of anybody. */
export const STREAM_TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiYWxpY2UiLCJpYXQiOjE3OTUzNDE2MDAsImV4cCI6MTc5NTM0NTIwMH0.dmiR3S9naes2xr0sfTL0xQcomctP-7EBBxIGCEftqrQ';

export const TWO_MAN_RULE_KEY =
  's+QYQNaKm8jq6fspdO869viEbxlhcDNHvK+1rdvryGkb16Xgev5T+LP8TpZweDLoZCrb6Jg7zcwN4VgwgFaTFw==';

export const HASH = '73300871f44c168e7c949de2c750e60c2c9bb8ff530017c5a267234e9cb4db8e';

export const USER = {
  id: 'alice',
  sealdId: 'TESTING_alice',
  isEnrolled: false,
  mayBeStored: false,
  twoManRuleKey: TWO_MAN_RULE_KEY,
};

export const ACTIVATION_KEY = {
  activationKey:
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiIzZjBhOWYwZS01YjdlLTRhNDQtOGYwZS0xZjFiOWE0ZjJkMTAiLCJpYXQiOjE3OTUzNDE2MDAsImp0aSI6IjlhNGI4ZjVlLTBmMGMtNGM1NS05ZDBhLTJmMWE3YzFjOWIxMSJ9.7ioVxlba_5Y04bobclYkd7pyjEZVA3yf6l8vgJH5msY',
  activationKeyType: 'signupJwt',
} as const;

/** Seald's id of Alice's identity, and the id that one of her devices made for itself. */
export const ACCOUNT = '7d4c9a52-1f0b-4e6d-9a3c-52e8f1b0c6d7';
export const DEVICE = '5f0c1b9d8e7a46b3a2d1c0f9e8b7a6d5';

/** Of Alice, by a key of nobody. */
export const AUTHOR_KEY = {
  authorKey: 'cvA8JCihUHBtO1iy-CtLjvsQ8HyOM4jJqOK-vHAtIuw',
  sigchainHash: HASH,
  signature: '0iEfDTKJ1IpXk3HYtY36i6xdcN3_7-fFxALq8uX-p8Kp45RSc6yPRU8A2Du9Zpfy4DQQnE6xSprsJjb79JDGCg',
};

export const CONNECTOR_KEY =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiIzZjBhOWYwZS01YjdlLTRhNDQtOGYwZS0xZjFiOWE0ZjJkMTAiLCJpYXQiOjE3OTUzNDE2NjAsImp0aSI6IjBjMWQyZTNmLTRhNWItNGM2ZC04ZTdmLTlhOGI3YzZkNWU0ZiJ9.kH5Zt0mYvBq3c1rWn8xJf2sLd7uEoA4gPiQ6yTzXwRk';

/** Of Alice and Bob. */
export const PAIR = {
  cid: 'messaging:pair-O9m36lrYPsGb0-mbmFsIZdKnXUfb9ZB_XmWl111LQ0M',
  kind: 'pair',
  createdBy: 'alice',
  createdAt: TIME,
  history: 'fromNowOn',
} as const;

export const CHANNEL = {
  cid: 'messaging:weekend-plans',
  kind: 'group',
  createdBy: 'alice',
  createdAt: TIME,
  history: 'fromNowOn',
} as const;

const FIRST_SESSION = '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11';
const NEXT_SESSION = '8f14e45f-ceea-4e7a-9c3b-2d1b6f0a7e55';
/** 64 bytes that look encrypted: see `docs/test-vectors.json`. */
const CIPHERTEXT = 'AnDaTarFFPML7OV4ioete4APWUdtDX5vcNS2H7xPXp47/CaVlO9kkijpp0urAPBC78kdWsxvvuMaOC6A1COI/g==';
const sealed = (sessionId: string): string => JSON.stringify({ sessionId, data: CIPHERTEXT });

export const SEALED_PRIVATE_KEY = sealed('1d0c3f9a-6b7e-4f25-8a90-3c2b1e5d7f48');

export const WELCOME = sealed(NEXT_SESSION);
export const ANNOUNCEMENT = sealed(FIRST_SESSION);

export const FIRST_EPOCH: Epoch = {
  encryptionSessionId: FIRST_SESSION,
  epoch: 1,
  createdBy: 'alice',
  createdAt: TIME,
};
export const NEXT_EPOCH: Epoch = {
  encryptionSessionId: NEXT_SESSION,
  epoch: 2,
  createdBy: 'bob',
  createdAt: '2026-11-23T09:30:00.000Z',
  welcome: WELCOME,
  announcement: ANNOUNCEMENT,
};

const step = (name: string, doneAt = TIME) => ({ name, doneAt });
const ERASED_AT = '2026-11-29T10:05:00.000Z';
const ALL_STEPS = [
  'recordErased',
  'detailsErased',
  'streamTokensRevoked',
  'leftChannels',
  'streamUserDeleted',
];
const begun = {
  receiptId: 'c2b1e2a4-0d7f-4a3c-8f55-7f6a1b2c3d4e',
  userId: 'alice',
  requestedAt: TIME,
  dueAt: '2026-11-29T10:00:00.000Z',
  steps: [step('streamTokensRevoked')],
  left: [{ holder: 'seald', holds: 'Public keys and the signature chain under the Seald id, …' }],
};

/** Done, and waiting for its day. */
export const ERASURE = {
  200: { ...begun, completedAt: ERASED_AT, steps: ALL_STEPS.map((name) => step(name, ERASED_AT)) },
  202: begun,
};

export const EXPORT = {
  exportedAt: TIME,
  userId: 'alice',
  sealdId: 'TESTING_alice',
  record: {
    createdAt: '2026-11-01T08:00:00.000Z',
    enrolledAt: '2026-11-01T08:05:00.000Z',
    twoManRuleKey: { isHeld: true as const },
    authFactors: [{ index: HASH, hint: '+32•••••56', challengedAt: '2026-11-01T08:01:00.000Z' }],
    sigchain: { hash: HASH, account: ACCOUNT, registeredAt: '2026-11-01T08:05:00.000Z' },
    authorKey: {
      ...AUTHOR_KEY,
      account: ACCOUNT,
      registeredAt: '2026-11-01T08:05:00.000Z',
      privateHalf: { isHeld: true as const },
    },
  },
  codes: [{ sentAt: '2026-11-22T09:58:00.000Z', authFactor: HASH }],
  contacts: [{ userId: 'bob', since: '2026-11-02T12:00:00.000Z' }],
  blocked: [{ userId: 'mallory', since: '2026-11-20T12:00:00.000Z' }],
  elsewhere: [
    { holder: 'stream', holds: 'The chat user, memberships, encrypted messages and files.' },
    { holder: 'seald', holds: 'Public keys, the signature chain and the encrypted identity.' },
  ],
};

/** Of Bob, signed by nobody; the text is shortened. */
export const SIGNED_MESSAGE = {
  text: '{"cid":"messaging:weekend-plans","from":"bob","id":"bob-1","text":"…","v":2}',
  signature: AUTHOR_KEY.signature,
};

export const REPORTED = { reportId: '6f1c0b9d8e7a46b3a2d1c0f9e8b7a6d5', reportedAt: TIME };

/** A call of Stream's hook, shortened (stream.md section 9.2). */
export const HOOK_CALL = {
  message: { id: 'alice-1', type: 'regular', text: 'not encrypted', user: { id: 'alice' } },
  user: { id: 'alice' },
  channel: { cid: 'messaging:weekend-plans', type: 'messaging' },
  request_info: { type: 'client' },
};
