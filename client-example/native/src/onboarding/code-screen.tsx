import { CODE_LENGTH, isWholeCode, type OnboardingStep, tidyCode } from '@sealed-stream/secure-chat/react';
import { englishSetUp } from '@sealed-stream/secure-chat/screens';
import { useEffect, useState } from 'react';
import { SignOutButton } from '../chat/sign-out-button';
import { Button, Field, Problem, Screen, Title, Waiting, Words } from '../parts';
import { useSaveOrRetrieveSealdIdentity } from './use-save-or-retrieve-seald-identity';

const { code: texts, otherDevice } = englishSetUp;

type Props = { step: Extract<OnboardingStep, { name: 'code' | 'other-device' }> };

/** Asks for the code; a whole one is tried at once. iOS and Android offer the one that has just come. */
export const CodeScreen = ({ step }: Props) => {
  const [code, setCode] = useState('');
  const identity = useSaveOrRetrieveSealdIdentity();
  const { saveOrRetrieveIdentity, isLoading, isLoadingSendChallenge, problem } = identity;
  const isNeeded = step.name === 'code' && step.mustAuthenticate;
  const isOther = step.name === 'other-device';
  useEffect(() => {
    if (!isNeeded && !isOther) void saveOrRetrieveIdentity('');
  }, [isNeeded, isOther, saveOrRetrieveIdentity]);
  if (isOther) return <Waiting>{otherDevice.what}</Waiting>;
  const { authFactor } = step;
  const type = (typed: string) => {
    const next = tidyCode(typed);
    setCode(next);
    if (next !== code && isWholeCode(next)) void saveOrRetrieveIdentity(next);
  };
  const resend = () => {
    setCode('');
    void identity.sendChallenge(authFactor);
  };
  const [before = '', after = ''] = texts.sent(CODE_LENGTH).split('{}');
  return (
    <Screen>
      <Title>{texts.title}</Title>
      <Words>{`${before}${'email' in authFactor ? authFactor.email : authFactor.phoneNumber}${after}`}</Words>
      {step.isAnother && <Words>{texts.another}</Words>}
      <Field
        accessibilityLabel={texts.label}
        autoCapitalize="characters"
        autoComplete="one-time-code"
        autoFocus
        editable={!isLoading}
        onChangeText={type}
        textContentType="oneTimeCode"
        value={code}
      />
      <Problem>{problem?.words}</Problem>
      <Button
        isBusy={isLoading}
        isOff={isNeeded && !isWholeCode(code)}
        onPress={() => void saveOrRetrieveIdentity(code)}
      >
        {texts.continue}
      </Button>
      <Button isBusy={isLoadingSendChallenge} isQuiet onPress={resend}>
        {texts.sendNew}
      </Button>
      <Button isQuiet onPress={identity.changeNumber}>
        {texts.changeNumber}
      </Button>
      <SignOutButton />
    </Screen>
  );
};
