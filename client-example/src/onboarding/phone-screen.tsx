import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useOnboardingStore } from '../state/onboarding-store.ts';
import { problemOf } from '../state/problem.ts';
import { useMe, useSendChallenge } from '../state/queries.ts';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useCountdown } from './countdown.ts';
import { likelyCountry, listCountries } from './countries.ts';
import { KeyProgress } from './key-progress.tsx';
import { countryOf, readPhoneNumber } from './read-phone-number.ts';
import { useKeysAhead } from './use-keys-ahead.ts';

/** Asks for the phone number. Meanwhile the keys of somebody new are being made. */
export const PhoneScreen = ({ onSignInAgain }: { onSignInAgain: () => void }) => {
  const { number, isReturning, hint, mayAskAt, setNumber, ...store } = useOnboardingStore();
  const country = store.country ?? likelyCountry(navigator.languages);
  const [isRefused, setRefused] = useState(false);
  const [countries] = useState(() => listCountries(navigator.languages));
  const challenge = useSendChallenge();
  const wait = useCountdown(mayAskAt);
  const keys = useKeysAhead();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const parsed = readPhoneNumber(number, country);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRefused(!parsed);
    if (parsed) challenge.mutate(parsed.number);
    else field.current?.focus();
  };
  const type = (text: string) => {
    setRefused(false);
    setNumber(countryOf(text) ?? country, text);
  };
  return (
    <form onSubmit={submit} noValidate>
      <h1>{isReturning ? 'Welcome back' : 'Your phone number'}</h1>
      <p className="soft">
        {isReturning
          ? 'Your keys are stored safely. To bring them to this device, prove that the phone is still yours.'
          : 'We send you a code by text message. Later, your number brings your keys to a new device.'}
      </p>
      {isReturning && hint && <p>Your number is {hint}.</p>}
      <div className="phone-fields">
        <div className="field">
          <label htmlFor="country">Country</label>
          <select
            id="country"
            value={country}
            autoComplete="country"
            onChange={(event) => setNumber(event.target.value as typeof country, number)}
          >
            {countries.map(({ code, name, callingCode }) => (
              <option key={code} value={code}>
                {name} (+{callingCode})
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="phone">Phone number</label>
          <input
            id="phone"
            ref={field}
            type="tel"
            autoComplete="tel"
            value={number}
            maxLength={32}
            aria-invalid={isRefused}
            aria-describedby="phone-help"
            onChange={(event) => type(event.target.value)}
          />
        </div>
      </div>
      <p id="phone-help" className={isRefused ? 'field-error' : 'field-help'} aria-live="polite">
        {isRefused
          ? 'This is not a phone number of that country. Check the digits.'
          : parsed
            ? `The code goes to ${parsed.formatInternational()}.`
            : 'As you would dial it, or with + and the country.'}
      </p>
      <Refusal error={challenge.error} onSignInAgain={onSignInAgain} />
      <Button type="submit" isBusy={challenge.isPending} disabled={wait.seconds > 0}>
        Send code
      </Button>
      {wait.seconds > 0 && <p className="field-help">You can ask again in {wait.text}.</p>}
      {!isReturning && <KeyProgress state={keys} />}
    </form>
  );
};

const Refusal = ({ error, onSignInAgain }: { error: unknown; onSignInAgain: () => void }) => {
  const wayOn = error ? problemOf(error).wayOn : undefined;
  const me = useMe(wayOn === 'other-number');
  const hint = me.data?.authFactorHint;
  return (
    <>
      <ProblemNotice error={error} more={wayOn === 'other-number' && hint ? `Use ${hint}.` : undefined} />
      {wayOn === 'sign-in' && <Button onClick={onSignInAgain}>Sign in again</Button>}
    </>
  );
};
