import type { ReactNode } from 'react';

/** A short message; errors are read out at once, the rest when the reader is free. */
export const Notice = ({ kind = 'info', children }: { kind?: 'info' | 'error'; children: ReactNode }) => (
  <div className={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
    {children}
  </div>
);
