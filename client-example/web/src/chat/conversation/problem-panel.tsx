import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';

type Props = {
  title: string;
  onRetry?: () => void;
  retryLabel?: string;
  onLeave?: () => void;
  children?: ReactNode;
};

/** Something did not work: what, and the way on. */
export const ProblemPanel = ({ title, onRetry, retryLabel = 'Try again', onLeave, children }: Props) => (
  <div className="problem-panel" role="alert">
    <h2>{title}</h2>
    {children}
    {onRetry && <Button onClick={onRetry}>{retryLabel}</Button>}
    {onLeave && (
      <Button look="quiet" onClick={onLeave}>
        Back to conversations
      </Button>
    )}
  </div>
);
