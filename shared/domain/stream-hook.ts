import { memberText } from './member-text.ts';
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
  /** The message as it came, in JSON; empty when it is malformed. */
  message: string;
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
      message: withoutErrorType(message, memberText(text, 'message') ?? ''),
    };
  } catch {
    return { verdict: { accepted: false, refusal: 'malformed' }, channel: 'encrypted', message: '' };
  }
};

const kindOf = (channel: unknown, encryptedChannelTypes: readonly string[]): HookJudgement['channel'] => {
  if (!isEncryptedChannel(channel, encryptedChannelTypes)) return 'open';
  return carriesData(channel) ? 'encrypted' : 'without-data';
};

/** What TypeScript's library does not have yet. */
const { rawJSON } = JSON as typeof JSON & { rawJSON: (source: string) => unknown };

/** But for a type of `error`, which may come to channels that are not encrypted: said by us it would refuse the message. Each number stays as it is written. */
const withoutErrorType = (message: unknown, text: string): string => {
  if ((message as { type?: unknown } | undefined)?.type !== 'error') return text;
  const { type, ...rest } = JSON.parse(text, (_name, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' && source !== undefined ? rawJSON(source) : value,
  );
  return JSON.stringify(rest);
};
