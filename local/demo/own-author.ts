import { type Author, createAuthor } from '../../client-example/secure-chat/src/authors/author.ts';
import { createEd25519, type Ed25519 } from '../../client-example/secure-chat/src/platform/ed25519.ts';

/** Hands a device what it signs with, and its owner too, who may do with it what the app does not. */
export const ownAuthor = (): { ed25519: Ed25519; author: () => Promise<Author> } => {
  const made = createEd25519();
  const privateKeys: Uint8Array[] = [];
  return {
    ed25519: {
      ...made,
      publicKey: (privateKey) => {
        privateKeys.push(privateKey);
        return made.publicKey(privateKey);
      },
    },
    author: () => {
      const privateKey = privateKeys.at(-1);
      if (!privateKey) throw new Error('the device has no author key yet');
      return createAuthor(made, privateKey);
    },
  };
};
