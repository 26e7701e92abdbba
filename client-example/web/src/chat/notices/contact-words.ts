import type { ContactFinding } from '@sealed-stream/secure-chat';
import { startingWith } from '../encryption/epoch-words.ts';

const WORDS: Record<ContactFinding['kind'], (name: string) => string> = {
  grown: (name) => `${name} uses new keys, for instance on a new device.`,
  replaced: (name) =>
    `${name} has other keys than before. Compare the safety number with them before you write anything confidential.`,
  mismatch: (name) =>
    `${name} has other keys at the key service than on their own devices. Somebody may be trying to read in their place.`,
};

/** What a contact's changed keys mean, in a line. `name` is one of `NameOf`. */
export const contactWords = (kind: ContactFinding['kind'], name: string): string =>
  startingWith(WORDS[kind](name));
