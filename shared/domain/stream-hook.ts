import {
  carriesData,
  isEncryptedChannel,
  judgeMessage,
  type PolicyInput,
  type Verdict,
} from './plaintext-policy.ts';

export type SignatureCheck =
  | { verdict: 'signed'; body: Buffer }
  /** Cannot be told: what came is not what was signed, or we have no secret to check with. May be Stream's own call. */
  | { verdict: 'unreadable' }
  | { verdict: 'unsigned' };

/** A call as it came: its bytes, and what its headers say of them. */
export type SignedCall = {
  bytes: Buffer;
  signature: string | undefined;
  contentEncoding: string | undefined;
};

/** Checks Stream's signature over a body as received. Never throws. */
export type CheckStreamSignature = (call: SignedCall) => Promise<SignatureCheck>;

export type HookJudgement = {
  verdict: Verdict;
  /** What the channel is, by what Stream gave of it; `without-data`: of a type that is always encrypted, and none of its own data came with it. */
  channel: 'open' | 'encrypted' | 'without-data';
  /** The message as it came, number for number, to be written as JSON again. */
  message: unknown;
};

/**
 * Judges the body of Stream's before-message-send hook: `{ message, user, channel, request_info }` (stream.md section 9.2).
 * Never throws: what cannot be read is refused, because any other answer lets the message through.
 */
export const judgeHook = (
  body: Buffer,
  { encryptedChannelTypes, fileHosts }: Pick<PolicyInput, 'encryptedChannelTypes' | 'fileHosts'>,
): HookJudgement => {
  try {
    const text = body.toString('utf8');
    const { message, channel, user, request_info: requestInfo } = JSON.parse(text);
    const verdict = judgeMessage({
      message,
      channel,
      sender: user,
      isServerSide: requestInfo?.type === 'server',
      encryptedChannelTypes,
      fileHosts,
      passesByForm: true,
    });
    return {
      verdict,
      channel: kindOf(channel, encryptedChannelTypes),
      message: exactly(text) ?? writable(message),
    };
  } catch {
    return { verdict: { accepted: false, refusal: 'malformed' }, channel: 'encrypted', message: undefined };
  }
};

const kindOf = (channel: unknown, encryptedChannelTypes: readonly string[]): HookJudgement['channel'] => {
  if (!isEncryptedChannel(channel, encryptedChannelTypes)) return 'open';
  return carriesData(channel) ? 'encrypted' : 'without-data';
};

/** Throws for what is too deep even to be written: an answer that fails would let it through. */
const writable = (message: unknown): unknown => {
  JSON.stringify(message);
  return message;
};

/** What TypeScript's library does not have yet. */
const { rawJSON } = JSON as typeof JSON & { rawJSON: (source: string) => unknown };

/**
 * The message with each number as it is written: larger ones than JavaScript has would come back as others. Undefined for one that is too deep
 * to be read so, as the custom fields of somebody who is named or quoted in it may be.
 */
const exactly = (text: string): unknown => {
  try {
    return JSON.parse(text, (_name, value: unknown, { source }: { source?: string } = {}) =>
      typeof value === 'number' && source !== undefined ? rawJSON(source) : value,
    ).message;
  } catch {
    return undefined;
  }
};
