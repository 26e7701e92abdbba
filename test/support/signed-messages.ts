import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../../shared/contract/canonical-json.ts';
import { ENVELOPE_VERSION, envelope } from '../../shared/contract/envelope.ts';
import type { SignedText } from '../../shared/contract/signed-text.ts';
import { type AuthorKeyPair, signText } from './author-keys.ts';

export const CID = 'encrypted:tea';

/** The canonical text of an envelope. */
export const envelopeText = (from: string, over: Record<string, unknown> = {}): string =>
  canonicalJson({
    v: ENVELOPE_VERSION,
    cid: CID,
    sessionId: '5e551011-0000-4000-8000-000000000001',
    from,
    id: randomUUID(),
    rev: 0,
    sentAt: '2026-11-22T10:00:00.000Z',
    text: 'words that hurt',
    attachments: [],
    ...('previous' in envelope.shape && { previous: [] }),
    ...over,
  });

/** A message as its author signs it. */
export const signedMessage = (
  pair: AuthorKeyPair,
  from: string,
  over: Record<string, unknown> = {},
): SignedText => signText(pair, 'message', envelopeText(from, over));
