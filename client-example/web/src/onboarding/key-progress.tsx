import type { KeyMakingState } from '../state/key-making.ts';

const WORDS: Record<KeyMakingState, string> = {
  'not-begun': 'Getting ready to make your encryption keys …',
  making: 'Making your encryption keys on this device …',
  made: 'Your encryption keys are made.',
  failed: 'Your encryption keys will be made in the next step.',
};

/** How far the keys are that are made in the background. */
export const KeyProgress = ({ state }: { state: KeyMakingState }) => (
  <p className="key-progress" data-state={state} role="status">
    {state === 'made' ? (
      <span className="tick" aria-hidden="true">
        ✓
      </span>
    ) : (
      <span className="spinner" aria-hidden="true" />
    )}
    {WORDS[state]}
  </p>
);
