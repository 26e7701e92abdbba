import { useChatTexts } from '../../texts/use-chat-texts.ts';

/** Under an own message on its way, when the readers have changed since its files were picked. */
export const UploadingAgain = ({ percent }: { percent: number }) => (
  <div className="uploading-again" role="status">
    {useChatTexts().messages.uploadingAgain(percent)}
  </div>
);
