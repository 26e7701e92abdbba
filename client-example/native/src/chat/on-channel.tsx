import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import { useEncryptedChannel, useProblemWords } from '@sealed-stream/secure-chat/react';
import { englishChat } from '@sealed-stream/secure-chat/screens';
import type { ReactElement } from 'react';
import { Button, Problem, Screen, Waiting } from '../parts';

type Props = { cid: string; children: (encrypted: EncryptedChannel) => ReactElement };

/** What is drawn on an open conversation; until then, and when it cannot be opened, why not. */
export const OnChannel = ({ cid, children }: Props) => {
  const opening = useEncryptedChannel(cid);
  const problemWords = useProblemWords();
  if (opening.state === 'open') return children(opening.channel);
  if (opening.state === 'opening') return <Waiting>{englishChat.opening}</Waiting>;
  return (
    <Screen>
      <Problem>{problemWords(opening.error)}</Problem>
      <Button onPress={opening.retry}>{englishChat.tryAgain}</Button>
    </Screen>
  );
};
