import { plainFileName, type SealedFile, shownFileName } from '@sealed-stream/secure-chat';
import { useProblemWords } from '@sealed-stream/secure-chat/react';
import { useState } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { Button } from '../../ui/button.tsx';
import { useConversation } from '../services/conversation-context.tsx';

/** A file: its name and size from the envelope, fetched and decrypted when the reader asks. */
export const FileCard = ({ attachment }: { attachment: SealedFile }) => {
  const { files } = useConversation();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const problemWords = useProblemWords();
  const texts = useChatTexts().files;
  const download = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      save(await files.open(attachment), plainFileName(attachment.name));
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="file-card">
      <div className="file-card-words">
        <span className="file-card-name">{shownFileName(attachment.name)}</span>
        <span className="file-card-size">{sizeInWords(attachment.size, texts.units)}</span>
        {problem !== undefined && <span role="alert">{problemWords(problem)}</span>}
      </div>
      <Button
        look="quiet"
        aria-label={texts.downloadNamed(shownFileName(attachment.name))}
        isBusy={isBusy}
        onClick={download}
      >
        {texts.download}
      </Button>
    </div>
  );
};

const save = (url: string, name: string): void => {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
};

const sizeInWords = (bytes: number, units: readonly string[]): string => {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
};
