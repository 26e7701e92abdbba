import { randomBytes, randomUUID } from 'node:crypto';
import type { Author } from '../../../client-example/secure-chat/src/authors/author.ts';
import {
  signedSize,
  withFittingThumbnails,
} from '../../../client-example/secure-chat/src/messages/envelope-size.ts';
import { seal } from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { ENCRYPTED_TEXT_MAX_LENGTH } from '../../../shared/contract/encrypted-text.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import type { Row, Table } from '../bench.ts';
import { inTurns } from '../figures.ts';

const LETTERS = [100, 10_000];
const TURNS = { full: 40, quick: 10 };
/** In one sample, one after another. */
const EACH = 50;

type With = { session: EncryptionSession; author: Author };

/** What one message costs before it leaves: signed and encrypted by the core, beside the same bytes signed and encrypted by WebCrypto alone. */
export const measureSealing = async (keys: With, quick: boolean): Promise<Table> => {
  const rows: Row[] = [];
  for (const letters of LETTERS) rows.push(await rowOf(keys, letters, quick ? TURNS.quick : TURNS.full));
  return {
    id: 'sealing',
    title: 'One message, signed and encrypted',
    unit: 'ms',
    how: `Warm, in Node, ${EACH} one after another in a sample. The core makes the envelope, its canonical text, the signature, the padding, and has Seald's SDK encrypt it (AES-256-CBC and HMAC). The floor is Ed25519 and AES-256-GCM of WebCrypto over as many bytes.`,
    rows,
  };
};

const rowOf = async ({ session, author }: With, letters: number, turns: number): Promise<Row> => {
  const bare = await bareSealing(signedSize(envelopeOf(session, letters)));
  const sealing = async () => {
    const envelope = withFittingThumbnails(envelopeOf(session, letters), ENCRYPTED_TEXT_MAX_LENGTH);
    await seal(session, author, envelope, ENCRYPTED_TEXT_MAX_LENGTH);
  };
  const { core, floor } = await inTurns(turns, { core: () => each(sealing), floor: () => each(bare) });
  return { name: `${letters.toLocaleString('en')} letters`, value: core, floor };
};

/** Milliseconds of one of many. */
const each = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  for (let turn = 0; turn < EACH; turn++) await work();
  return (performance.now() - began) / EACH;
};

const bareSealing = async (bytes: number): Promise<() => Promise<unknown>> => {
  const { privateKey } = (await crypto.subtle.generateKey('Ed25519', false, ['sign'])) as CryptoKeyPair;
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const text = Uint8Array.from(randomBytes(bytes));
  return async () => {
    await crypto.subtle.sign('Ed25519', privateKey, text);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, text);
  };
};

const envelopeOf = ({ sessionId }: EncryptionSession, letters: number): Envelope => ({
  v: ENVELOPE_VERSION,
  cid: `encrypted:${randomUUID()}`,
  sessionId,
  from: 'alice',
  id: randomUUID(),
  rev: 0,
  sentAt: new Date().toISOString(),
  text: 'words '.repeat(letters).slice(0, letters),
  previous: [{ id: randomUUID(), hash: 'A'.repeat(43) }],
  attachments: [],
});
