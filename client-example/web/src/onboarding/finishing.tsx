import { useStore } from 'zustand';
import { useClient } from '../state/client-context.ts';

/** What the person waits for once the code is in. */
export const Finishing = () => {
  const isMaking = useStore(useClient().keys.progress, ({ state }) => state === 'making');
  return (
    <p className="field-help" role="status">
      {isMaking
        ? 'Finishing your encryption keys. This can take half a minute …'
        : 'Checking the code and storing your keys …'}
    </p>
  );
};
