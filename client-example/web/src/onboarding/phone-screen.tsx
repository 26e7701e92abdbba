import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useOnboardingStore } from '../state/onboarding-store.ts';
import { problemOf } from '../state/problem.ts';
import { useMe, useSendChallenge } from '../state/queries.ts';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useCountdown } from './countdown.ts';
import { likelyCountry } from './countries.ts';
import { KeyProgress } from './key-progress.tsx';
import { PhoneFields } from './phone-fields.tsx';
import { readPhoneNumber } from './read-phone-number.ts';
import { useKeysAhead } from './use-keys-ahead.ts';

/** Asks for the phone number. Meanwhile the keys of somebody new are being made. */
export const PhoneScreen = () => {
  const { number, isReturning, hint, mayAskAt, setNumber, ...store } = useOnboardingStore();
  const country = store.country ?? likelyCountry(navigator.languages);
  const [isRefused, setRefused] = useState(false);
  const challenge = useSendChallenge();
  const wait = useCountdown(mayAskAt);
  const keys = useKeysAhead();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = readPhoneNumber(number, country);
    setRefused(!parsed);
    if (parsed) challenge.mutate(parsed.number);
    else field.current?.focus();
  };
  const change: typeof setNumber = (...typed) => {
    setRefused(false);
    setNumber(...typed);
  };
  return (
    <form onSubmit={submit} noValidate>
      {isReturning ? <WelcomeBack hint={hint} /> : <Welcome />}
      <PhoneFields ref={field} country={country} number={number} isRefused={isRefused} onChange={change} />
      <Refusal error={challenge.error} />
      <Button type="submit" isBusy={challenge.isPending} disabled={wait.seconds > 0}>
        Send code
      </Button>
      {wait.seconds > 0 && <p className="field-help">You can ask again in {wait.text}.</p>}
      {!isReturning && <KeyProgress state={keys} />}
    </form>
  );
};

const Welcome = () => (
  <>
    <h1>Your phone number</h1>
    <p className="soft">
      We send you a code by text message. Later, your number brings your keys to a new device.
    </p>
  </>
);

const WelcomeBack = ({ hint }: { hint: string | undefined }) => (
  <>
    <h1>Welcome back</h1>
    <p className="soft">
      Your keys are stored safely. To bring them to this device, prove that the phone is still yours.
    </p>
    {hint && <p>Your number is {hint}.</p>}
  </>
);

/** Says whose number it should be, where the backend knows. */
const Refusal = ({ error }: { error: unknown }) => {
  const isOtherNumber = error !== null && problemOf(error).wayOn === 'other-number';
  const hint = useMe(isOtherNumber).data?.authFactorHint;
  return <ProblemNotice error={error} more={isOtherNumber && hint ? `Use ${hint}.` : undefined} />;
};
