import { act, createElement, type ReactElement, type ReactNode } from 'react';
import { createRoot } from 'test-renderer';

/** React then carries out all that an `act` sets off before it answers. */
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

export type Rendered<Result> = {
  /** What the hook answered last. */
  latest: () => Result;
  /** How often it was drawn. */
  draws: () => number;
  /** Draws it again. */
  redraw: () => Promise<void>;
  unmount: () => Promise<void>;
};

/** Does what changes something, then waits until React has drawn it. */
export const acting = async (work: () => unknown): Promise<void> => {
  await act(async () => {
    await work();
  });
};

/** Draws a component that only calls the hook, inside `around`. There is no document here: what needs one fails. */
export const renderHook = async <Result>(
  hook: () => Result,
  around: (inside: ReactNode) => ReactElement,
): Promise<Rendered<Result>> => {
  const results: Result[] = [];
  const Probe = () => {
    results.push(hook());
    return null;
  };
  const root = createRoot();
  const draw = () => acting(() => root.render(around(createElement(Probe))));
  await draw();
  return {
    latest: () => {
      if (results.length === 0) throw new Error('The hook was never drawn.');
      return results.at(-1) as Result;
    },
    draws: () => results.length,
    redraw: draw,
    unmount: () => acting(() => root.unmount()),
  };
};
