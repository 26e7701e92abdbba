import { useState } from 'react';
import { useStartTexts } from '../texts/use-start-texts.ts';
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
  const { product, signIn } = useStartTexts();
  const leave = () => {
    setState('leaving');
    onSignIn().catch(() => setState('failed'));
  };
  return (
    <Stage>
      <div className="hero">
        <Seal size={56} />
        <h1>{product}</h1>
        <p className="lead">{signIn.lead}</p>
      </div>
      {problem && <Notice kind="error">{problem}</Notice>}
      {state === 'failed' && <Notice kind="error">{signIn.notReached}</Notice>}
      <Button isBusy={state === 'leaving'} onClick={leave}>
        {signIn.button}
      </Button>
      <ul className="promises">
        {signIn.promises.map((promise) => (
          <li key={promise}>{promise}</li>
        ))}
      </ul>
      {isLocal && <OpenAs />}
    </Stage>
  );
};
