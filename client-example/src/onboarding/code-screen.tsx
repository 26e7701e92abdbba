import parsePhoneNumber from 'libphonenumber-js/min';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { AuthFactor } from '../secure-chat/auth-factor.ts';
import { useClient } from '../state/client-context.ts';
import { useOnboardingStore } from '../state/onboarding-store.ts';
import { problemOf } from '../state/problem.ts';
import { useSaveOrRetrieveIdentity, useSendChallenge } from '../state/queries.ts';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { CODE_LENGTH, impossibleIn, isWhole, tidyCode } from './code.ts';
import { ResendCode } from './resend-code.tsx';

type Props = { authFactor: AuthFactor; mustAuthenticate: boolean; onSignInAgain: () => void };

/** Asks for the code, and puts the identity in place once it is right. */
export const CodeScreen = ({ authFactor, mustAuthenticate, onSignInAgain }: Props) => {
  const { config, loadAhead } = useClient();
  const changeNumber = useOnboardingStore((store) => store.changeNumber);
  const [code, setCode] = useState('');
  const save = useSaveOrRetrieveIdentity();
  const challenge = useSendChallenge();
  const field = useRef<HTMLInputElement>(null);
  const wrong = impossibleIn(code);
  const wayOn = save.error ? problemOf(save.error).wayOn : undefined;

  useEffect(() => {
    field.current?.focus();
    loadAhead('chat');
  }, [loadAhead]);
  // Without a code to wait for, there is nothing to ask.
  const { mutate } = save;
  useEffect(() => {
    if (!mustAuthenticate) mutate('');
  }, [mustAuthenticate, mutate]);
  useEffect(() => {
    if (save.isError) field.current?.select();
  }, [save.isError]);

  const type = (text: string) => {
    const next = tidyCode(text);
    setCode(next);
    if (next !== code && isWhole(next)) save.mutate(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWhole(code)) save.mutate(code);
    else field.current?.focus();
  };
  const resend = () => {
    save.reset();
    setCode('');
    challenge.mutate(addressOf(authFactor), { onSettled: () => field.current?.focus() });
  };

  if (wayOn === 'ask-team') return <Lost error={save.error} onOtherNumber={changeNumber} />;
  return (
    <form onSubmit={submit} noValidate>
      <h1>Enter the code</h1>
      <p className="soft">
        We sent {CODE_LENGTH} letters and digits to <strong className="nowrap">{readable(authFactor)}</strong>
        .{' '}
        <button type="button" className="link" onClick={changeNumber}>
          Change number
        </button>
      </p>
      {config.inbox && (
        <p className="local-hint">
          On this machine no text message is sent.{' '}
          <a
            href={`${config.inbox}?to=${encodeURIComponent(addressOf(authFactor))}`}
            target="_blank"
            rel="noopener"
          >
            Read the code in the inbox
          </a>
        </p>
      )}
      <div className="field">
        <label htmlFor="code">Code</label>
        <input
          id="code"
          ref={field}
          className="code-input"
          autoComplete="one-time-code"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          value={code}
          aria-invalid={wrong.length > 0 || save.isError}
          aria-describedby="code-help"
          readOnly={save.isPending}
          onChange={(event) => type(event.target.value)}
        />
      </div>
      <p id="code-help" className={wrong.length > 0 ? 'field-error' : 'field-help'} aria-live="polite">
        {wrong.length > 0
          ? `No code has ${wrong.join(' or ')} in it. Look again.`
          : 'Capitals or not, spaces or not: both are fine.'}
      </p>
      <ProblemNotice error={save.error ?? challenge.error} />
      {wayOn === 'sign-in' ? (
        <Button onClick={onSignInAgain}>Sign in again</Button>
      ) : (
        <Button type="submit" isBusy={save.isPending} disabled={wayOn === 'new-code'}>
          Continue
        </Button>
      )}
      {save.isPending && <Finishing />}
      <ResendCode
        isWanted={wayOn === 'new-code'}
        isBusy={challenge.isPending || save.isPending}
        onResend={resend}
      />
    </form>
  );
};

/** Nothing is replaced in silence: somebody who lost the stored identity must hear it from people. */
const Lost = ({ error, onOtherNumber }: { error: unknown; onOtherNumber: () => void }) => (
  <>
    <h1>Your keys cannot be found</h1>
    <ProblemNotice error={error} />
    <p className="soft">
      If you signed up with another phone number, try that one. Otherwise ask the team that runs the chat.
    </p>
    <Button onClick={onOtherNumber}>Use another number</Button>
  </>
);

const Finishing = () => {
  const { keys } = useClient();
  const isMaking = useStore(keys.progress, ({ state }) => state === 'making');
  return (
    <p className="field-help" role="status">
      {isMaking
        ? 'Finishing your encryption keys. This can take half a minute …'
        : 'Checking the code and storing your keys …'}
    </p>
  );
};

const addressOf = (factor: AuthFactor): string => ('email' in factor ? factor.email : factor.phoneNumber);

const readable = (factor: AuthFactor): string =>
  'email' in factor
    ? factor.email
    : (parsePhoneNumber(factor.phoneNumber)?.formatInternational() ?? factor.phoneNumber);
