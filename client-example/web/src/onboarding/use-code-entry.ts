import { type FormEvent, useEffect, useRef, useState } from 'react';
import { problemOf } from '../state/problem.ts';
import { useSaveOrRetrieveIdentity, useSendChallenge } from '../state/queries.ts';
import { CODE_LENGTH, impossibleIn, isWhole, tidyCode } from './code.ts';

/** What the code screen does: a whole code is tried at once; a wrong one is selected, to be written over. */
export const useCodeEntry = ({ address, isNeeded }: { address: string; isNeeded: boolean }) => {
  const [code, setCode] = useState('');
  const [isShort, setShort] = useState(false);
  const save = useSaveOrRetrieveIdentity();
  const challenge = useSendChallenge();
  const field = useRef<HTMLInputElement>(null);
  const { mutate: finish, isError, error } = save;

  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (!isNeeded) finish('');
  }, [isNeeded, finish]);
  useEffect(() => {
    if (isError) field.current?.select();
  }, [isError]);

  const type = (text: string) => {
    const next = tidyCode(text);
    setCode(next);
    setShort(false);
    if (next !== code && isWhole(next)) finish(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWhole(code)) return finish(code);
    setShort(code.length < CODE_LENGTH);
    field.current?.focus();
  };
  const resend = () => {
    save.reset();
    setCode('');
    challenge.mutate(address, { onSettled: () => field.current?.focus() });
  };
  return {
    code,
    field,
    type,
    submit,
    resend,
    complaint: complaintOf(code, isShort),
    error: error ?? challenge.error,
    wayOn: error ? problemOf(error).wayOn : undefined,
    isFinishing: save.isPending,
    isSending: challenge.isPending,
  };
};

const complaintOf = (code: string, isShort: boolean): string | undefined => {
  const impossible = impossibleIn(code);
  if (impossible.length > 0) return `No code has ${impossible.join(' or ')} in it. Look again.`;
  return isShort ? `A code has ${CODE_LENGTH} letters and digits.` : undefined;
};
