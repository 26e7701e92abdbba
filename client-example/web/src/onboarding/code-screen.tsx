import type { AuthFactor } from '@sealed-stream/secure-chat';
import { CODE_LENGTH } from '@sealed-stream/secure-chat/react';
import parsePhoneNumber from 'libphonenumber-js/min';
import { useEffect } from 'react';
import { ProblemNotice } from '../account/problem-notice.tsx';
import { useClient } from '../state/client-context.ts';
import { useSetUp } from '../state/use-set-up.ts';
import { Filled } from '../texts/filled.tsx';
import { useSetUpTexts } from '../texts/use-set-up-texts.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { CodeField } from './code-field.tsx';
import { Finishing } from './finishing.tsx';
import { LostKeys } from './lost-keys.tsx';
import { ResendCode } from './resend-code.tsx';
import { useCodeEntry } from './use-code-entry.ts';

type Props = { authFactor: AuthFactor; mustAuthenticate: boolean; isAnother?: boolean };

/** Asks for the code, and puts the identity in place once it is right. */
export const CodeScreen = ({ authFactor, mustAuthenticate, isAnother = false }: Props) => {
  const { config, loadAhead } = useClient();
  const { changeAuthFactor } = useSetUp();
  const texts = useSetUpTexts().code;
  const address = addressOf(authFactor);
  const entry = useCodeEntry({ authFactor, isNeeded: mustAuthenticate });
  const { error, wayOn, isFinishing, isSending } = entry;
  useEffect(() => loadAhead('chat'), [loadAhead]);

  if (wayOn === 'ask-team') return <LostKeys error={error} onOtherNumber={changeAuthFactor} />;
  return (
    <form onSubmit={entry.submit} noValidate>
      <h1>{texts.title}</h1>
      <p className="soft">
        <Filled text={texts.sent(CODE_LENGTH)}>
          <strong className="nowrap">{readable(address)}</strong>
        </Filled>{' '}
        <button type="button" className="link" onClick={changeAuthFactor}>
          {texts.changeNumber}
        </button>
      </p>
      {isAnother && <Notice>{texts.another}</Notice>}
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
        {texts.continue}
      </Button>
      {isFinishing && <Finishing />}
      <ResendCode isWanted={wayOn === 'new-code'} isBusy={isSending || isFinishing} onResend={entry.resend} />
    </form>
  );
};

/** The local stack sends no text message. */
const InboxHint = ({ inbox, address }: { inbox: string; address: string }) => {
  const { noMessageHere, readInInbox } = useSetUpTexts().code;
  return (
    <p className="local-hint">
      {noMessageHere}{' '}
      <a href={`${inbox}?to=${encodeURIComponent(address)}`} target="_blank" rel="noopener">
        {readInInbox}
      </a>
    </p>
  );
};

const addressOf = (factor: AuthFactor): string => ('email' in factor ? factor.email : factor.phoneNumber);

const readable = (address: string): string => parsePhoneNumber(address)?.formatInternational() ?? address;
