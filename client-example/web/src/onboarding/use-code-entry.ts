import type { AuthFactor } from '@sealed-stream/secure-chat';
import {
  CODE_LENGTH,
  impossibleInCode,
  isWholeCode,
  type Texts,
  tidyCode,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useProblemOf } from '../state/problem.ts';
import { useSetUp } from '../state/use-set-up.ts';

/** What the code screen does: a whole code is tried at once; a wrong one is selected, to be written over. */
export const useCodeEntry = ({ authFactor, isNeeded }: { authFactor: AuthFactor; isNeeded: boolean }) => {
  const [code, setCode] = useState('');
  const [isShort, setShort] = useState(false);
  const { begin, finish, pending, failed } = useSetUp();
  const problemOf = useProblemOf();
  const { setUp } = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const isRefused = failed?.call === 'finish';

  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (!isNeeded) void finish('');
  }, [isNeeded, finish]);
  useEffect(() => {
    if (isRefused) field.current?.select();
  }, [isRefused]);

  const type = (text: string) => {
    const next = tidyCode(text);
    setCode(next);
    setShort(false);
    if (next !== code && isWholeCode(next)) void finish(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWholeCode(code)) return void finish(code);
    setShort(code.length < CODE_LENGTH);
    field.current?.focus();
  };
  const resend = async () => {
    setCode('');
    await begin(authFactor);
    field.current?.focus();
  };
  return {
    code,
    field,
    type,
    submit,
    resend,
    complaint: complaintOf(code, isShort, setUp),
    error: failed?.error ?? null,
    wayOn: isRefused ? problemOf(failed.error).wayOn : undefined,
    isFinishing: pending === 'finish',
    isSending: pending === 'begin',
  };
};

const complaintOf = (code: string, isShort: boolean, texts: Texts['setUp']): string | undefined => {
  const impossible = impossibleInCode(code);
  if (impossible.length > 0) return texts.impossibleInCode(impossible);
  return isShort ? texts.shortCode(CODE_LENGTH) : undefined;
};
