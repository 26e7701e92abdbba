import type { Target } from './target.ts';

const GRAMMAR = ['shared/contract/encrypted-text.ts', 'shared/contract/looks-random.ts'];
const SIGNED = ['shared/contract/signed-text.ts', 'shared/contract/canonical-json.ts'];
const CORE = 'client-example/secure-chat/src';

/** What is tried, by name: the files whose code is watched, and the target, to be loaded after them. */
export const TARGETS: Record<string, { files: readonly string[]; load: () => Promise<Target> }> = {
  'encrypted-text': {
    files: GRAMMAR,
    load: async () => (await import('./targets/encrypted-text.ts')).encryptedTextTarget,
  },
  hook: {
    files: [
      'shared/domain/stream-hook.ts',
      'shared/domain/plaintext-policy.ts',
      'shared/contract/message-fields.ts',
      'shared/contract/visible-file.ts',
      'shared/contract/is-empty.ts',
      ...GRAMMAR,
    ],
    load: async () => (await import('./targets/hook.ts')).hookTarget,
  },
  envelope: {
    files: [
      ...SIGNED,
      'shared/contract/envelope.ts',
      `${CORE}/messages/sealed-text.ts`,
      `${CORE}/messages/outside.ts`,
    ],
    load: async () => (await import('./targets/envelope.ts')).envelopeTarget,
  },
  'epoch-statement': {
    files: [...SIGNED, 'shared/contract/epoch-statement.ts', `${CORE}/epochs/statement.ts`],
    load: async () => (await import('./targets/epoch-statement.ts')).epochStatementTarget,
  },
};
