import { useEffect } from 'react';
import type { UploadedFiles } from '../messages/uploaded-files.ts';
import { useShared } from '../secure-chat-context.ts';
import { useProblemWords } from '../use-problem-words.ts';
import type { PickedFiles } from './composer-parts.ts';
import { composerSetup } from './composer-setup.ts';

/** Sets up every composer of Stream's interface, as {@link composerSetup} does. `picked` and `uploadedFiles` are the same ones each time. */
export const useComposerSetup = (uploadedFiles: UploadedFiles, picked: PickedFiles): void => {
  const { chat, openChannels, ownWords } = useShared();
  const problemWords = useProblemWords();
  useEffect(() => {
    const parts = { ...picked, openChannels, ownWords, uploadedFiles, problemWords };
    chat.stream.setMessageComposerSetupFunction(composerSetup(parts));
  }, [chat, openChannels, ownWords, uploadedFiles, problemWords, picked]);
};
