import { useComparisons, useProblemWords, useSafetyNumber, useTexts } from '@sealed-stream/secure-chat/react';
import { englishChat, englishWindows } from '@sealed-stream/secure-chat/screens';
import { useState } from 'react';
import { Text, View } from 'react-native';
import QRCode from 'react-native-qrcode-svg';
import { Action, Button, Problem, Screen, Title, Waiting, Words } from '../parts';
import type { ScreenProps } from './screens';

const texts = englishWindows.safetyNumber;
const QR_CODE = { size: 240, quietZone: 16 };

/** The number that two people compare to know that nobody stands between them, as digits and as a QR code. */
export const SafetyNumberScreen = ({ route: { params } }: ScreenProps<'safetyNumber'>) => {
  const { userId, name } = params;
  const { safetyNumber, error, isLoading, retry } = useSafetyNumber(userId);
  const { comparedAt, note, forget } = useComparisons([userId]);
  const [isAnother, setAnother] = useState(false);
  const problemWords = useProblemWords();
  const { time } = useTexts().epochs;
  if (error)
    return (
      <Screen>
        <Problem>{problemWords(error, () => name)}</Problem>
        <Button onPress={retry}>{englishChat.tryAgain}</Button>
      </Screen>
    );
  if (!safetyNumber) return <Waiting>{texts.looking}</Waiting>;
  const compared = comparedAt(userId);
  const noteSame = async () => {
    const isNoted = await note(userId, safetyNumber.digits);
    setAnother(!isNoted);
    if (!isNoted) retry();
  };
  return (
    <Screen>
      <Words>{texts.what(name)}</Words>
      <Problem>{isAnother && texts.another}</Problem>
      <Text accessibilityLabel={texts.label} selectable>
        {safetyNumber.groups.join(' ')}
      </Text>
      <View accessibilityLabel={texts.qrCode(name)} accessibilityRole="image" accessible>
        <QRCode value={safetyNumber.qrText} {...QR_CODE} />
      </View>
      <Words>{compared ? texts.compared(name, time(compared)) : texts.sameDigits}</Words>
      {compared ? (
        <Action isQuiet onPress={() => forget(userId)}>
          {texts.takeBack}
        </Action>
      ) : (
        <Action isOff={isLoading} onPress={noteSame}>
          {texts.same}
        </Action>
      )}
      <Title>{texts.differTitle}</Title>
      <Words>{texts.differ}</Words>
    </Screen>
  );
};
