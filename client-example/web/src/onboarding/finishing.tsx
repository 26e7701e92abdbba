import { useStore } from '@sealed-stream/secure-chat/react';
import { useClient } from '../state/client-context.ts';
import { useSetUpTexts } from '../texts/use-set-up-texts.ts';

/** What the person waits for once the code is in. */
export const Finishing = () => {
  const isMaking = useStore(useClient().keys.progress) === 'making';
  const { finishingKeys, checking } = useSetUpTexts().code;
  return (
    <p className="field-help" role="status">
      {isMaking ? finishingKeys : checking}
    </p>
  );
};
