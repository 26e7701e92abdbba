import { plainFileName, type SealedFile, shownFileName } from '@sealed-stream/secure-chat';
import { isShownImage, useProblemWords } from '@sealed-stream/secure-chat/react';
import { englishChat } from '@sealed-stream/secure-chat/screens';
import { useQuery } from '@tanstack/react-query';
import { File } from 'expo-file-system';
import { shareAsync } from 'expo-sharing';
import { Image, StyleSheet, Text, View } from 'react-native';
import { useMessageContext } from 'stream-chat-expo';
import { folderToShare } from '../device/device-file';
import { Action, Button, Problem } from '../parts';
import { useOpened } from './sealed-message';

const { files: texts } = englishChat;

/** The files of a message, in the place of the vendor's: pictures are fetched, decrypted and shown; other files when they are asked for. */
export const SealedFiles = () => {
  const { message } = useMessageContext();
  const files = (message.attachments ?? []).flatMap(({ sealed }) => sealed ?? []);
  return files.map((file) =>
    isShownImage(file) ? (
      <Picture key={file.sha256} file={file} />
    ) : (
      <OtherFile key={file.sha256} file={file} />
    ),
  );
};

/** Decrypted, as a file of this phone. */
const useDownload = (file: SealedFile) => {
  const { encrypted } = useOpened();
  return async (): Promise<File> => (await encrypted.downloadFile(file)) as unknown as File;
};

const Picture = ({ file }: { file: SealedFile }) => {
  const download = useDownload(file);
  const problemWords = useProblemWords();
  const name = shownFileName(file.name);
  // Decrypted once, for as long as the app runs and the person is signed in.
  const forever = { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY };
  const queryFn = async () => (await download()).uri;
  const opened = useQuery({ queryKey: ['file', file.sha256], queryFn, ...forever });
  const uri = opened.data ?? file.thumbnail;
  return (
    <View>
      {uri !== undefined && (
        <Image accessibilityLabel={name} resizeMode="contain" source={{ uri }} style={styles.picture} />
      )}
      {opened.isPending && <Text>{texts.decryptingPicture}</Text>}
      <Problem>{opened.error && texts.problem(name, problemWords(opened.error))}</Problem>
      {opened.error && (
        <Button isQuiet onPress={() => void opened.refetch()}>
          {englishChat.tryAgain}
        </Button>
      )}
    </View>
  );
};

const OtherFile = ({ file }: { file: SealedFile }) => {
  const download = useDownload(file);
  const name = shownFileName(file.name);
  const share = async () => {
    const opened = await download();
    const named = new File(folderToShare(), plainFileName(file.name));
    await opened.move(named);
    await shareAsync(named.uri, { mimeType: file.mimeType });
    named.delete();
  };
  return (
    <View>
      <Text>{name}</Text>
      <Action isQuiet label={texts.downloadNamed(name)} onPress={share}>
        {texts.download}
      </Action>
    </View>
  );
};

const styles = StyleSheet.create({ picture: { height: 220, width: 260 } });
