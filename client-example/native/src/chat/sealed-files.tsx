import { plainFileName, type SealedFile, shownFileName } from '@sealed-stream/secure-chat';
import { isShownImage, useProblemWords } from '@sealed-stream/secure-chat/react';
import { englishChat } from '@sealed-stream/secure-chat/screens';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Directory, File } from 'expo-file-system';
import { shareAsync } from 'expo-sharing';
import { Image, StyleSheet, Text, View } from 'react-native';
import { useMessageContext } from 'stream-chat-expo';
import { Button, Problem } from '../parts';
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

const useDownload = () => {
  const { encrypted } = useOpened();
  return async (file: SealedFile): Promise<File> => (await encrypted.downloadFile(file)) as unknown as File;
};

const Picture = ({ file }: { file: SealedFile }) => {
  const download = useDownload();
  const problemWords = useProblemWords();
  const opened = useQuery({
    queryKey: ['file', file.sha256],
    queryFn: async () => (await download(file)).uri,
  });
  const uri = opened.data ?? file.thumbnail;
  return (
    <View>
      {uri !== undefined && (
        <Image
          accessibilityLabel={shownFileName(file.name)}
          resizeMode="contain"
          source={{ uri }}
          style={styles.picture}
        />
      )}
      {opened.isPending && <Text>{texts.decryptingPicture}</Text>}
      <Problem>{opened.error && problemWords(opened.error)}</Problem>
      {opened.error && (
        <Button isQuiet onPress={() => void opened.refetch()}>
          {englishChat.tryAgain}
        </Button>
      )}
    </View>
  );
};

const OtherFile = ({ file }: { file: SealedFile }) => {
  const download = useDownload();
  const problemWords = useProblemWords();
  const saving = useMutation({
    mutationFn: async () => {
      const named = new File(new Directory((await download(file)).parentDirectory), plainFileName(file.name));
      await (await download(file)).move(named, { overwrite: true });
      await shareAsync(named.uri, { mimeType: file.mimeType });
    },
  });
  return (
    <View>
      <Text>{shownFileName(file.name)}</Text>
      <Problem>{saving.error && problemWords(saving.error)}</Problem>
      <Button
        isBusy={saving.isPending}
        isQuiet
        label={texts.downloadNamed(shownFileName(file.name))}
        onPress={() => saving.mutate()}
      >
        {texts.download}
      </Button>
    </View>
  );
};

const styles = StyleSheet.create({ picture: { height: 220, width: 260 } });
