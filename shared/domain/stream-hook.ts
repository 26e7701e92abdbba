import { judgeMessage, type PolicyInput, type Verdict } from './plaintext-policy.ts';

export type SignatureCheck =
  | { verdict: 'signed'; body: Buffer }
  /** Cannot be told: the body does not unpack, or we have no secret to check with. May be Stream's own call. */
  | { verdict: 'unreadable' }
  | { verdict: 'unsigned' };

/** Checks Stream's signature over a body as received. Never throws. */
export type CheckStreamSignature = (bytes: Buffer, signature: string | undefined) => Promise<SignatureCheck>;

/**
 * Judges the body of Stream's before-message-send hook: `{ message, user, channel, request_info }` (stream.md section 9.2).
 * Never throws: what cannot be read is refused, because any other answer lets the message through.
 */
export const judgeHook = (
  body: Buffer,
  { encryptedChannelTypes, fileHosts }: Pick<PolicyInput, 'encryptedChannelTypes' | 'fileHosts'>,
): Verdict => {
  try {
    const { message, channel, request_info: requestInfo } = JSON.parse(body.toString('utf8'));
    return judgeMessage({
      message,
      channel,
      isServerSide: requestInfo?.type === 'server',
      encryptedChannelTypes,
      fileHosts,
    });
  } catch {
    return { accepted: false, refusal: 'malformed' };
  }
};
