import type { ReactNode } from 'react';

/** One card in the middle of the page: every screen before the chat stands on it. */
export const Stage = ({ header, children }: { header?: ReactNode; children: ReactNode }) => (
  <div className="stage">
    {header && <header className="stage-header">{header}</header>}
    <main className="stage-card">{children}</main>
  </div>
);
