import { randomUUID } from 'node:crypto';
import type { Author } from '../../client-example/secure-chat/src/authors/author.ts';
import type { EncryptionSession } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { canonicalJson } from '../../shared/contract/canonical-json.ts';
import { ENVELOPE_VERSION } from '../../shared/contract/envelope.ts';
import { writeSigned } from '../../shared/contract/signed-text.ts';

export type Forging = { session: EncryptionSession; by: Author; from: string; cid: string; text: string };

/** A message as good as whoever holds a session and one author key can make it, in any name. */
export const forgedMessage = async ({
  session,
  by,
  ...said
}: Forging): Promise<{ id: string; text: string }> => {
  const [id, sentAt] = [randomUUID(), new Date().toISOString()];
  const about = { v: ENVELOPE_VERSION, sessionId: session.sessionId, id, rev: 0, sentAt };
  const signed = await by.sign(
    'message',
    canonicalJson({ ...about, ...said, attachments: [], previous: [] }),
  );
  return { id, text: await session.encryptMessage(writeSigned(signed)) };
};
