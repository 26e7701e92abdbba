import { englishSetUp } from '@sealed-stream/secure-chat/screens';
import { useState } from 'react';
import { SignOutButton } from '../chat/sign-out-button';
import { Button, Field, Problem, Screen, Title, Words } from '../parts';
import { useTwoFactorAuth } from './use-two-factor-auth';

const { phone: texts, returning } = englishSetUp;

/** Asks for the phone number. */
export const PhoneScreen = () => {
  const [number, setNumber] = useState('');
  const { setup2FA, isLoading, isNoNumber, problem, isReturning, hint, wait } = useTwoFactorAuth();
  const send = () => void setup2FA(number);
  return (
    <Screen>
      <Title>{isReturning ? returning.title : texts.title}</Title>
      <Words>{isReturning ? returning.what : texts.what}</Words>
      {hint !== undefined && <Words>{returning.hint(hint)}</Words>}
      <Field
        accessibilityLabel={texts.number}
        autoComplete="tel"
        autoFocus
        keyboardType="phone-pad"
        onChangeText={setNumber}
        onSubmitEditing={send}
        placeholder={texts.help}
        textContentType="telephoneNumber"
        value={number}
      />
      <Problem>{isNoNumber ? texts.notANumber : problem?.words}</Problem>
      <Button isBusy={isLoading} isOff={wait.seconds > 0} onPress={send}>
        {wait.seconds > 0 ? texts.wait(wait.text) : texts.send}
      </Button>
      <SignOutButton />
    </Screen>
  );
};
