import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  encryptedLength,
  paddedSize,
  remainingBytes,
  signedSize,
  withFittingThumbnails,
} from '../../../client-example/secure-chat/src/messages/envelope-size.ts';
import { seal } from '../../../client-example/secure-chat/src/messages/sealed-text.ts';
import { ENVELOPE_VERSION, type Envelope } from '../../../shared/contract/envelope.ts';
import { SIGNATURE_LENGTH } from '../../../shared/contract/signed-text.ts';
import { authorOf } from '../../support/authors.ts';
import { makeEncryptionSession } from './encryption-session.ts';

const session = makeEncryptionSession(randomUUID());
const alice = await authorOf('alice');
const SIZES = [768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12_288];
/** Stream's own limit, and more than the message grammar takes. */
const LIMITS = [5000, 20_000, 100_000];

const envelopeOf = (changes: Partial<Envelope> = {}): Envelope => ({
  v: ENVELOPE_VERSION,
  cid: 'messaging:one',
  sessionId: session.sessionId,
  from: 'alice',
  id: randomUUID(),
  rev: 0,
  sentAt: new Date(0).toISOString(),
  text: '',
  attachments: [],
  previous: [],
  ...changes,
});

const written = async (envelope: Envelope, limit: number) => {
  const { text, signed } = await seal(session, alice, envelope, limit);
  return { text, signed, plaintext: await session.decryptMessage(text) };
};

const thumbnail = `data:image/png;base64,${'A'.repeat(2000)}`;
const file = { sha256: `${'A'.repeat(43)}=`, name: 'plan.pdf', mimeType: 'application/pdf', size: 1 };

describe('the size of an encrypted message', () => {
  it("is one of few, whatever its words, and within the channel's limit", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 1500 }),
        fc.constantFrom(...LIMITS),
        async (words, limit) => {
          const envelope = envelopeOf({ text: words });
          fc.pre(remainingBytes(envelope, limit) >= 0);
          const { text, plaintext } = await written(envelope, limit);
          const bytes = Buffer.byteLength(plaintext);
          const most = signedSize(envelope) + remainingBytes(envelope, limit);
          expect([...SIZES, most]).toContain(bytes);
          expect(bytes).toBeLessThan(Math.max(768, 1.5 * signedSize(envelope)) + 1);
          expect(text.length).toBeLessThanOrEqual(Math.min(limit, 20_000));
        },
      ),
      { numRuns: 200 },
    ));

  it('comes from spaces behind the signed text, which are not signed', async () => {
    const { signed, plaintext } = await written(envelopeOf({ text: 'yes' }), 5000);
    const front = `${signed.signature}${signed.text}`;
    expect(signed.text.endsWith('}')).toBe(true);
    expect(plaintext).toBe(front + ' '.repeat(768 - front.length));
  });

  it('does not tell a short answer from a sentence', async () => {
    const lengths = await Promise.all(
      ['no', 'yes, and gladly', 'x'.repeat(250)].map(
        async (text) => (await written(envelopeOf({ text }), 5000)).text.length,
      ),
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it.each(SIZES)('goes up behind %i bytes, not before', (size) => {
    expect(paddedSize(size, 20_000)).toBe(size);
    expect(paddedSize(size - 1, 20_000)).toBe(size);
    expect(paddedSize(size + 1, 20_000)).toBeGreaterThan(size);
  });

  it.each(LIMITS)('ends at what %i characters hold: no padding makes a message too long', (limit) => {
    const most = signedSize(envelopeOf()) + remainingBytes(envelopeOf(), limit);
    expect(encryptedLength(most)).toBeLessThanOrEqual(Math.min(limit, 20_000));
    expect(encryptedLength(most + 1)).toBeGreaterThan(Math.min(limit, 20_000));
    for (let bytes = 1; bytes <= most; bytes += 1) {
      const padded = paddedSize(bytes, limit);
      expect(padded >= bytes && padded <= most).toBe(true);
    }
    expect(paddedSize(most + 1, limit)).toBe(most + 1);
  });
});

describe('remainingBytes', () => {
  it.each(LIMITS)(
    'is what can still be written, to the byte, in a channel of %i characters',
    async (limit) => {
      const room = remainingBytes(envelopeOf(), limit);
      const full = envelopeOf({ text: 'x'.repeat(room) });
      expect(remainingBytes(full, limit)).toBe(0);
      await expect(written(full, limit)).resolves.toBeDefined();
      const over = envelopeOf({ text: 'x'.repeat(room + 1) });
      expect(remainingBytes(over, limit)).toBe(-1);
      await expect(written(over, limit)).rejects.toMatchObject({ name: 'MessageTooLongError' });
    },
  );

  it('counts UTF-8, escapes and the signature, and no thumbnails', () => {
    const room = remainingBytes(envelopeOf(), 5000);
    expect(remainingBytes(envelopeOf({ text: '\u{1F512}' }), 5000)).toBe(room - 4);
    expect(remainingBytes(envelopeOf({ text: '"\n' }), 5000)).toBe(room - 4);
    expect(remainingBytes(envelopeOf({ text: '\ud800' }), 5000)).toBe(room - 6);
    const envelope = envelopeOf();
    expect(signedSize(envelope)).toBe(SIGNATURE_LENGTH + Buffer.byteLength(JSON.stringify(envelope)));
    const withThumbnail = envelopeOf({ attachments: [{ ...file, thumbnail }] });
    expect(remainingBytes(withThumbnail, 5000)).toBe(
      remainingBytes(envelopeOf({ attachments: [file] }), 5000),
    );
  });
});

describe('thumbnails', () => {
  const many = [1, 2, 3].map(() => ({ ...file, thumbnail }));

  it('stay from the first on, as many as fit, and the message is sent', async () => {
    const fitting = withFittingThumbnails(envelopeOf({ attachments: many }), 5000);
    expect(fitting.attachments).toEqual([many[0], file, file]);
    expect((await written(fitting, 5000)).text.length).toBeLessThanOrEqual(5000);
  });

  it('stay all where there is room, and none where there is not', () => {
    expect(withFittingThumbnails(envelopeOf({ attachments: many }), 20_000).attachments).toEqual(many);
    const long = envelopeOf({ attachments: many, text: 'x'.repeat(2500) });
    expect(withFittingThumbnails(long, 5000)).toEqual({ ...long, attachments: [file, file, file] });
  });
});
