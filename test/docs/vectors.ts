import { readFileSync } from 'node:fs';

type Side = { userId: string; head: string; authorKey: string };
type Signed = { author: string; text: string; signature: string };
type Written = Signed & { written: string; hash: string; value: unknown };
export type Claim = { userId: string; authorKey: string; sigchainHash: string; signature: string };

/** What docs/test-vectors.json holds. */
export const vectors = JSON.parse(readFileSync('docs/test-vectors.json', 'utf8')) as {
  chatUserIds: { subject: string; chatUserId: string; sealdId: string }[];
  encryptedTexts: {
    accepted: { text: string; encryptionSessionId: string }[];
    refused: { why: string; text: string }[];
  };
  authors: { name: string; privateKey: string; authorKey: string }[];
  canonicalTexts: {
    accepted: { value: unknown; text: string }[];
    refused: { why: string; text: string }[];
  };
  signedBytes: (Signed & { kind: 'author-key' | 'epoch' | 'message' | 'reaction'; bytesInHex: string })[];
  authorKeyClaims: {
    accepted: (Claim & Signed)[];
    refused: (Claim & { why: string })[];
  };
  statements: { accepted: Written[]; refused: { why: string; author: string; written: string }[] };
  messages: {
    /** Canonical text of the statement of the epoch. */
    statement: string;
    cid: string;
    encryptionSessionId: string;
    accepted: (Written & { what: string; message: object })[];
    refused: { why: string; reason: string; written: string; message: object }[];
  };
  reactions: (Signed & { reactionKey: string; emoji: string; alias: string })[];
  visibleFiles: {
    fileHosts: string[];
    accepted: object[][];
    refused: { why: string; attachments: object[] }[];
  };
  safetyNumbers: { one: Side; other: Side; digits: string; qrText: string }[];
  hookSignatures: { apiSecret: string; body: string; signature: string }[];
};

/** The keys of one of the authors in the file. */
export const keysOf = (author: string): { privateKey: string; authorKey: string } => {
  const found = vectors.authors.find(({ name }) => name === author);
  if (!found) throw new Error(`no author ${author}`);
  return found;
};
