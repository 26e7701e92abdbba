import type { ReactNode } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { Button } from '../../ui/button.tsx';

type Props = {
  title: string;
  onRetry?: () => void;
  retryLabel?: string;
  onLeave?: () => void;
  children?: ReactNode;
};

/** Something did not work: what, and the way on. */
export const ProblemPanel = ({ title, onRetry, retryLabel, onLeave, children }: Props) => {
  const { tryAgain, backToList } = useChatTexts();
  return (
    <div className="problem-panel" role="alert">
      <h2>{title}</h2>
      {children}
      {onRetry && <Button onClick={onRetry}>{retryLabel ?? tryAgain}</Button>}
      {onLeave && (
        <Button look="quiet" onClick={onLeave}>
          {backToList}
        </Button>
      )}
    </div>
  );
};
