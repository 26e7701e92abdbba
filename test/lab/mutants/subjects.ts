import { globSync } from 'node:fs';
import { basename } from 'node:path';

/** A file whose rules are changed one at a time, and the unit tests that have to see each change. */
export type Subject = { file: string; tests: readonly string[] };

const CORE = 'client-example/secure-chat/src';
const unit = (folder: string, ...names: string[]): string[] =>
  names.map((name) => `test/unit/${folder}/${name}.test.ts`);

const GRAMMAR = unit('contract', 'encrypted-text', 'looks-random');
const MACHINE = [...unit('contract', 'enrolment-machine'), 'test/model/enrolment/missing-guards.test.ts'];
const CHAIN = unit('secure-chat', 'epoch-statement', 'catching-up', 'catch-up');
/** The tests of those epoch files that have not one of their own name, or not one alone. */
const EPOCHS_BY_FILE: Record<string, readonly string[]> = {
  'chain-back': CHAIN,
  'chain-forward': CHAIN,
  'channel-at-stream': unit('secure-chat', 'stream-of-channel'),
  decide: unit('secure-chat', 'decide', 'decide-contact'),
  due: unit('secure-chat', 'epochs-due'),
  'due-epochs': unit('secure-chat', 'due-epochs', 'prepare-to-send'),
  encryption: unit('secure-chat', 'epoch-keeper'), // types alone
  'epoch-keeper': unit('secure-chat', 'epoch-keeper', 'epoch-keeper-reads'),
  'for-a-minute': unit('secure-chat', 'epoch-keeper-reads'),
  invitation: unit('secure-chat', 'accept-invitation'),
  pin: unit('secure-chat', 'epochs-due'),
  'seald-sessions': unit('secure-chat', 'kept-sessions'),
  statement: CHAIN,
  'trusted-epoch': [...CHAIN, ...unit('secure-chat', 'start-epoch', 'find-author-key')],
  'watch-channel': unit('secure-chat', 'watch-channel', 'watch-connection'),
};

/** Fast ones alone: each is run for each change. */
const epochTests = (file: string): readonly string[] => {
  const name = basename(file, '.ts');
  return EPOCHS_BY_FILE[name] ?? unit('secure-chat', name);
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
  {
    file: `${CORE}/identity/onboarding.ts`,
    tests: unit('secure-chat', 'onboarding', 'onboarding-on-device', 'onboarding-faults'),
  },
  {
    file: `${CORE}/identity/take-identity.ts`,
    tests: unit('secure-chat', 'take-identity', 'take-identity-turns'),
  },
  { file: `${CORE}/identity/take-author-key.ts`, tests: unit('secure-chat', 'take-author-key') },
  { file: `${CORE}/messages/incoming.ts`, tests: unit('secure-chat', 'incoming') },
  { file: `${CORE}/messages/sealed-text.ts`, tests: unit('secure-chat', 'sealed-text') },
  { file: `${CORE}/messages/outside.ts`, tests: unit('secure-chat', 'outside') },
  { file: `${CORE}/messages/own-chain.ts`, tests: unit('secure-chat', 'own-chain') },
  { file: `${CORE}/contacts/contact-check.ts`, tests: unit('secure-chat', 'contact-check') },
  { file: `${CORE}/contacts/contact-view.ts`, tests: unit('secure-chat', 'contact-check') },
  ...globSync(`${CORE}/epochs/*.ts`)
    .sort()
    .map((file) => ({ file, tests: epochTests(file) })),
];
