import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Seal } from '../ui/seal.tsx';
import { Stage } from '../ui/stage.tsx';
import { OpenAs } from './open-as.tsx';

type Props = {
  /** What went wrong with the sign-in before, if anything did. */
  problem?: string | undefined;
  isLocal: boolean;
  onSignIn: () => Promise<void>;
};

/** The first screen: what this is, and the way in. */
export const SignInScreen = ({ problem, isLocal, onSignIn }: Props) => {
  const [state, setState] = useState<'idle' | 'leaving' | 'failed'>('idle');
  const leave = () => {
    setState('leaving');
    onSignIn().catch(() => setState('failed'));
  };
  return (
    <Stage>
      <div className="hero">
        <Seal size={56} />
        <h1>Sealed Stream</h1>
        <p className="lead">Chat that only the people in it can read.</p>
      </div>
      {problem && <Notice kind="error">{problem}</Notice>}
      {state === 'failed' && (
        <Notice kind="error">The sign-in page cannot be reached. Check your connection and try again.</Notice>
      )}
      <Button isBusy={state === 'leaving'} onClick={leave}>
        Create account or sign in
      </Button>
      <ul className="promises">
        <li>Messages and files are encrypted on your device before they leave it.</li>
        <li>The servers that carry and store them hold ciphertext only.</li>
        <li>Your phone number brings your keys to a new device.</li>
      </ul>
      {isLocal && <OpenAs />}
    </Stage>
  );
};
