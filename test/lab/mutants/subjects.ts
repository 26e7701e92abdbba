import { globSync } from 'node:fs';
import { basename } from 'node:path';

/** A file whose rules are changed one at a time, and the unit tests that have to see each change. */
export type Subject = { file: string; tests: readonly string[] };

const CORE = 'client-example/secure-chat/src';
const unit = (folder: string, ...names: string[]): string[] =>
  names.map((name) => `test/unit/${folder}/${name}.test.ts`);

const GRAMMAR = unit('contract', 'encrypted-text', 'looks-random');
const ENROLMENT = [
  ...unit('secure-chat', 'onboarding', 'onboarding-faults', 'take-identity', 'new-keys', 'stalled'),
  ...unit('domain', 'auth-factor', 'start-two-man-rule'),
];
const MACHINE = ['test/model/enrolment/missing-guards.test.ts'];
const EPOCHS = [
  ...unit(
    'secure-chat',
    'catching-up',
    'channel-at-stream',
    'count-messages',
    'encrypted-channel',
    'epoch-notices',
    'epoch-reading',
    'epoch-statement',
    'epochs-due',
    'invitation',
    'let-in-again',
    'reconnect',
    'renew-list',
    'watch-channel',
    'who-removed',
  ),
  'test/model/letting-in.test.ts',
  'test/model/many-at-once.test.ts',
  'test/model/removed-sender.test.ts',
  'test/model/stale-sender.test.ts',
];

const CHAIN = unit('secure-chat', 'epoch-statement', 'catching-up');
/** What is enough to see each change of a file, where that is not the whole of {@link EPOCHS}. */
const EPOCHS_BY_FILE: Record<string, readonly string[]> = {
  'catch-up': [...CHAIN, ...unit('secure-chat', 'epoch-notices', 'let-in-again', 'new-keys')],
  'chain-back': CHAIN,
  'chain-forward': CHAIN,
  decide: unit('secure-chat', 'epoch-notices', 'let-in-again', 'new-keys'),
  due: unit('secure-chat', 'epochs-due'),
  'find-author-key': unit('secure-chat', 'find-author-key'),
  'find-session': CHAIN,
  keeping: unit('secure-chat', 'keeping'),
  pin: unit('secure-chat', 'epochs-due'),
  statement: CHAIN,
  'let-in-history': unit('secure-chat', 'let-in-history'),
  'let-in': unit('secure-chat', 'let-in'),
  'start-epoch': unit('secure-chat', 'start-epoch'),
  'trusted-epoch': [...CHAIN, ...unit('secure-chat', 'start-epoch')],
};

const POLICY = unit('domain', 'plaintext-policy');

/** All of them: what stands in the clear, what is read and written, who may read it, and how somebody gets their keys. */
export const subjects = (): Subject[] => [
  { file: 'shared/domain/plaintext-policy.ts', tests: POLICY },
  { file: 'shared/contract/message-fields.ts', tests: [...POLICY, ...unit('contract', 'message-fields')] },
  { file: 'shared/contract/encrypted-text.ts', tests: [...POLICY, ...GRAMMAR] },
  { file: 'shared/contract/looks-random.ts', tests: GRAMMAR },
  { file: 'shared/contract/signed-text.ts', tests: unit('contract', 'signed-text') },
  { file: 'shared/contract/base64url.ts', tests: unit('contract', 'signed-text') },
  { file: 'shared/contract/canonical-json.ts', tests: unit('contract', 'canonical-json') },
  { file: 'shared/contract/author-key.ts', tests: unit('contract', 'author-key', 'openapi') },
  { file: 'shared/contract/envelope.ts', tests: unit('contract', 'envelope') },
  { file: 'shared/contract/epoch-statement.ts', tests: unit('contract', 'epoch-statement') },
  { file: 'shared/contract/enrolment-machine.ts', tests: MACHINE },
  { file: 'shared/domain/start-two-man-rule.ts', tests: unit('domain', 'start-two-man-rule') },
  { file: `${CORE}/identity/onboarding.ts`, tests: ENROLMENT },
  { file: `${CORE}/identity/take-identity.ts`, tests: ENROLMENT },
  { file: `${CORE}/identity/take-author-key.ts`, tests: unit('secure-chat', 'take-author-key') },
  { file: `${CORE}/messages/incoming.ts`, tests: unit('secure-chat', 'incoming') },
  { file: `${CORE}/messages/sealed-text.ts`, tests: unit('secure-chat', 'sealed-text') },
  { file: `${CORE}/messages/outside.ts`, tests: unit('secure-chat', 'outside') },
  { file: `${CORE}/messages/own-chain.ts`, tests: unit('secure-chat', 'own-chain') },
  { file: `${CORE}/contacts/contact-check.ts`, tests: unit('secure-chat', 'contact-check') },
  { file: `${CORE}/contacts/contact-view.ts`, tests: unit('secure-chat', 'contact-check') },
  ...globSync(`${CORE}/epochs/*.ts`)
    .sort()
    .map((file) => ({ file, tests: EPOCHS_BY_FILE[basename(file, '.ts')] ?? EPOCHS })),
];
