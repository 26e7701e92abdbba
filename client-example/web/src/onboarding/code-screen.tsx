import type { AuthFactor } from '@sealed-stream/secure-chat';
import parsePhoneNumber from 'libphonenumber-js/min';
import { useEffect } from 'react';
import { useClient } from '../state/client-context.ts';
import { useOnboardingStore } from '../state/onboarding-store.ts';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { CODE_LENGTH } from './code.ts';
import { CodeField } from './code-field.tsx';
import { Finishing } from './finishing.tsx';
import { LostKeys } from './lost-keys.tsx';
import { ResendCode } from './resend-code.tsx';
import { useCodeEntry } from './use-code-entry.ts';

type Props = { authFactor: AuthFactor; mustAuthenticate: boolean };

/** Asks for the code, and puts the identity in place once it is right. */
export const CodeScreen = ({ authFactor, mustAuthenticate }: Props) => {
  const { config, loadAhead } = useClient();
  const changeNumber = useOnboardingStore((store) => store.changeNumber);
  const address = addressOf(authFactor);
  const entry = useCodeEntry({ address, isNeeded: mustAuthenticate });
  const { error, wayOn, isFinishing, isSending } = entry;
  useEffect(() => loadAhead('chat'), [loadAhead]);

  if (wayOn === 'ask-team') return <LostKeys error={error} onOtherNumber={changeNumber} />;
  return (
    <form onSubmit={entry.submit} noValidate>
      <h1>Enter the code</h1>
      <p className="soft">
        We sent {CODE_LENGTH} letters and digits to <strong className="nowrap">{readable(address)}</strong>.{' '}
        <button type="button" className="link" onClick={changeNumber}>
          Change number
        </button>
      </p>
      {config.inbox && <InboxHint inbox={config.inbox} address={address} />}
      <CodeField
        ref={entry.field}
        code={entry.code}
        complaint={entry.complaint}
        isRefused={error !== null}
        isBusy={isFinishing}
        onType={entry.type}
      />
      <ProblemNotice error={error} />
      <Button type="submit" isBusy={isFinishing} disabled={wayOn === 'new-code'}>
        Continue
      </Button>
      {isFinishing && <Finishing />}
      <ResendCode isWanted={wayOn === 'new-code'} isBusy={isSending || isFinishing} onResend={entry.resend} />
    </form>
  );
};

/** The local stack sends no text message. */
const InboxHint = ({ inbox, address }: { inbox: string; address: string }) => (
  <p className="local-hint">
    On this machine no text message is sent.{' '}
    <a href={`${inbox}?to=${encodeURIComponent(address)}`} target="_blank" rel="noopener">
      Read the code in the inbox
    </a>
  </p>
);

const addressOf = (factor: AuthFactor): string => ('email' in factor ? factor.email : factor.phoneNumber);

const readable = (address: string): string => parsePhoneNumber(address)?.formatInternational() ?? address;
