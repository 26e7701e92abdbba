import { useState } from 'react';
import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import type { Decision, SecurityNotice } from '../errors.ts';
import { type NoticeWords, noticeWords } from './texts/notice-words.ts';
import { useTexts } from './texts-context.ts';
import { useEncryption } from './use-encryption.ts';
import { useNameOf } from './use-name-of.ts';

export type StandingNotice = NoticeWords & {
  notice: SecurityNotice;
  /** Chat user id of whose keys are in doubt: offer to compare the safety number. */
  inDoubt: string | undefined;
  /** Does what the person has decided. Never throws: see `error`. */
  decide: (decision: Decision) => Promise<void>;
  /** What is being carried out. */
  deciding: Decision | null;
  /** What the last decision failed with. */
  error: unknown;
};

type Outcome = { cid: string; deciding: Decision | null; error: unknown };

/** The notice that stops sending in this channel, in words, with what can be decided; null while none stands. */
export const useSecurityNotice = (channel: EncryptedChannel): StandingNotice | null => {
  const { cid } = channel;
  const { notice } = useEncryption(channel);
  const nameOf = useNameOf(channel.stream);
  const texts = useTexts();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  if (!notice) return null;
  const decide = async (decision: Decision) => {
    setOutcome({ cid, deciding: decision, error: null });
    const error = await channel.decide(decision).then(
      () => null,
      (failure: unknown) => failure,
    );
    setOutcome({ cid, deciding: null, error });
  };
  const { deciding, error } = outcome?.cid === cid ? outcome : { deciding: null, error: null };
  const inDoubt = 'userId' in notice ? notice.userId : undefined;
  return { ...noticeWords(notice, nameOf, texts), notice, inDoubt, decide, deciding, error };
};
