import { useCountdown } from '@sealed-stream/secure-chat/react';
import type { CountryCode } from 'libphonenumber-js/min';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ProblemNotice } from '../account/problem-notice.tsx';
import { useClient } from '../state/client-context.ts';
import { useProblemOf } from '../state/problem.ts';
import { useMe } from '../state/queries.ts';
import { useSetUp } from '../state/use-set-up.ts';
import { useSetUpTexts } from '../texts/use-set-up-texts.ts';
import { Button } from '../ui/button.tsx';
import { KeyProgress } from './key-progress.tsx';
import { PhoneFields } from './phone-fields.tsx';
import { readPhoneNumber } from './read-phone-number.ts';
import { useKeysAhead } from './use-keys-ahead.ts';

/** The number as typed. It is kept above this screen, so that "change number" does not empty it. */
export type TypedNumber = { country: CountryCode; number: string };

type Props = { typed: TypedNumber; onType: (typed: TypedNumber) => void };

/** Asks for the phone number. Meanwhile the keys of somebody new are being made. */
export const PhoneScreen = ({ typed: { country, number }, onType }: Props) => {
  const { isReturning, hint, mayAskAt, pending, failed, begin } = useSetUp();
  const [isRefused, setRefused] = useState(false);
  const { config } = useClient();
  const wait = useCountdown(mayAskAt);
  const keys = useKeysAhead();
  const texts = useSetUpTexts().phone;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = readPhoneNumber(number, country);
    setRefused(!parsed);
    if (parsed) void begin({ phoneNumber: parsed.number });
    else field.current?.focus();
  };
  const change = (nextCountry: CountryCode, nextNumber: string) => {
    setRefused(false);
    onType({ country: nextCountry, number: nextNumber });
  };
  return (
    <form onSubmit={submit} noValidate>
      {isReturning ? <WelcomeBack hint={hint} /> : <Welcome />}
      <PhoneFields ref={field} country={country} number={number} isRefused={isRefused} onChange={change} />
      {config.inbox !== undefined && <p className="local-hint">{texts.anyNumber}</p>}
      {failed?.call === 'begin' && <Refusal error={failed.error} />}
      <Button type="submit" isBusy={pending === 'begin'} disabled={wait.seconds > 0}>
        {texts.send}
      </Button>
      {wait.seconds > 0 && <p className="field-help">{texts.wait(wait.text)}</p>}
      {!isReturning && <KeyProgress state={keys} />}
    </form>
  );
};

const Welcome = () => {
  const { title, what } = useSetUpTexts().phone;
  return (
    <>
      <h1>{title}</h1>
      <p className="soft">{what}</p>
    </>
  );
};

const WelcomeBack = ({ hint }: { hint: string | undefined }) => {
  const texts = useSetUpTexts().returning;
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="soft">{texts.what}</p>
      {hint && <p>{texts.hint(hint)}</p>}
    </>
  );
};

/** Says whose number it should be, where the backend knows. */
const Refusal = ({ error }: { error: unknown }) => {
  const isOtherNumber = useProblemOf()(error).wayOn === 'other-number';
  const { rightNumber } = useSetUpTexts().phone;
  const hint = useMe(isOtherNumber).data?.authFactorHint;
  return <ProblemNotice error={error} more={isOtherNumber && hint ? rightNumber(hint) : undefined} />;
};
