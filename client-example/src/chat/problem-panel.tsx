import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

type Props = { title: string; onRetry?: () => void; retryLabel?: string; children?: ReactNode };

/** Something did not work: what, and the way on. */
export const ProblemPanel = ({ title, onRetry, retryLabel = 'Try again', children }: Props) => (
  <div className="problem-panel" role="alert">
    <h2>{title}</h2>
    {children}
    {onRetry && <Button onClick={onRetry}>{retryLabel}</Button>}
  </div>
);
