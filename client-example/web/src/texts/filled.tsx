import type { ReactNode } from 'react';

/** A text with `{}` in it, and what stands there. */
export const Filled = ({ text, children }: { text: string; children: ReactNode }) => {
  const [before, after] = text.split('{}');
  return (
    <>
      {before}
      {children}
      {after}
    </>
  );
};
