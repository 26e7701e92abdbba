import { type KeyMakingState, useTexts } from '@sealed-stream/secure-chat/react';

/** How far the keys are that are made in the background. */
export const KeyProgress = ({ state }: { state: KeyMakingState }) => {
  const { keys } = useTexts().setUp;
  return (
    <p className="key-progress" data-state={state} role="status">
      {state === 'made' ? (
        <span className="tick" aria-hidden="true">
          ✓
        </span>
      ) : (
        <span className="spinner" aria-hidden="true" />
      )}
      {keys[state]}
    </p>
  );
};
