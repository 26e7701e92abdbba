import type { EnvelopeAttachment } from '@sealed-stream/secure-chat';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useConversation } from '../conversation/conversation-context.tsx';
import { problemWords } from '../parts/problem-words.ts';

/** A file: its name and size from the envelope, fetched and decrypted when the reader asks. */
export const FileCard = ({ attachment }: { attachment: EnvelopeAttachment }) => {
  const { files } = useConversation();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const download = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      save(await files.open(attachment), attachment.name);
    } catch (error) {
      setProblem(problemWords(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="file-card">
      <div className="file-card-words">
        <span className="file-card-name">{attachment.name}</span>
        <span className="file-card-size">{sizeInWords(attachment.size)}</span>
        {problem && <span role="alert">{problem}</span>}
      </div>
      <Button look="quiet" aria-label={`Download ${attachment.name}`} isBusy={isBusy} onClick={download}>
        Download
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

const UNITS = ['bytes', 'KB', 'MB', 'GB'];

const sizeInWords = (bytes: number): string => {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
};
