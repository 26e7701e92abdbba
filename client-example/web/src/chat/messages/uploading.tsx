import type { OwnWord } from '@sealed-stream/secure-chat/react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

/** Under an own message on its way: how far its files are, picked without a connection, or before the readers changed. */
export const Uploading = ({ own: { attachments, uploaded = 0 } }: { own: OwnWord }) => {
  const { uploading, uploadingAgain } = useChatTexts().messages;
  const isFirst = attachments.some(({ keptAs }) => keptAs !== undefined);
  return (
    <div className="uploading-again" role="status">
      {isFirst ? uploading(uploaded) : uploadingAgain(uploaded)}
    </div>
  );
};
