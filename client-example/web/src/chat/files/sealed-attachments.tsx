import { type SealedFile, shownFileName } from '@sealed-stream/secure-chat';
import {
  attachmentToShow,
  isShownImage,
  useProblemWords,
  useRetryWhenOnline,
} from '@sealed-stream/secure-chat/react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Attachment, type AttachmentProps } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { useConversation } from '../services/conversation-context.tsx';
import { FileCard } from './file-card.tsx';

/** The files of a message: pictures are fetched, decrypted and shown; other files wait for the reader to ask for them. */
export const SealedAttachments = ({ attachments }: AttachmentProps) => {
  const sealed = attachments.flatMap((attachment) =>
    'sealed' in attachment && attachment.sealed ? [attachment.sealed] : [],
  );
  return (
    <div className="sealed-attachments">
      {sealed.map((attachment) =>
        isShownImage(attachment) ? (
          <SealedImage attachment={attachment} key={attachment.sha256} />
        ) : (
          <FileCard attachment={attachment} key={attachment.sha256} />
        ),
      )}
    </div>
  );
};

const SealedImage = ({ attachment }: { attachment: SealedFile }) => {
  const { url, problem, retry } = useOpenedFile(attachment);
  const problemWords = useProblemWords();
  const { files, tryAgain } = useChatTexts();
  const shown = useMemo(() => (url ? [attachmentToShow(attachment, url)] : []), [attachment, url]);
  if (url) return <Attachment attachments={shown} />;
  if (problem !== undefined)
    return (
      <div className="attachment-problem" role="alert">
        <span>{files.problem(shownFileName(attachment.name), problemWords(problem))}</span>
        <button type="button" className="link-button" onClick={retry}>
          {tryAgain}
        </button>
      </div>
    );
  return <ImageOnItsWay attachment={attachment} />;
};

const ImageOnItsWay = ({ attachment: { thumbnail } }: { attachment: SealedFile }) => (
  <div className="image-on-its-way" role="status">
    {thumbnail && <img src={thumbnail} alt="" />}
    <span className="on-picture">{useChatTexts().files.decryptingPicture}</span>
  </div>
);

const useOpenedFile = (attachment: SealedFile) => {
  const { files } = useConversation();
  const [url, setUrl] = useState(() => files.peek(attachment));
  const [problem, setProblem] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again after a failure
  useEffect(() => {
    let isWanted = true;
    setProblem(undefined);
    files.open(attachment).then(
      (opened) => isWanted && setUrl(opened),
      (error: unknown) => isWanted && setProblem(error ?? null),
    );
    return () => {
      isWanted = false;
    };
  }, [files, attachment.sha256, attempt]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  useRetryWhenOnline(problem !== undefined, retry);
  return { url, problem, retry };
};
