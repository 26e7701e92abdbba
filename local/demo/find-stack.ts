import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackUrls } from '../stack/stack-urls.ts';

const LOOK_TIMEOUT_MS = 2000;

export type FoundStack = { urls: StackUrls; isOwn: boolean; close: () => Promise<void> };

/** The stack that `npm start` runs on this port, or null when there is none. Throws when one is there but still starting. */
export const findRunningStack = async (port: number): Promise<FoundStack | null> => {
  const response = await fetch(`http://127.0.0.1:${port}/stack.json`, {
    signal: AbortSignal.timeout(LOOK_TIMEOUT_MS),
  }).catch(() => null);
  if (!response) return null;
  if (!response.ok) throw new Error(`the stack on port ${port} is not ready (HTTP ${response.status})`);
  return { urls: (await response.json()) as StackUrls, isOwn: false, close: async () => {} };
};

/** Starts a stack on free ports with its state in a temporary folder; closing removes both. */
export const startOwnStack = async (onLine: (line: string) => void): Promise<FoundStack> => {
  const { startStack } = await import('../stack/start-stack.ts');
  const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-demo-'));
  const remove = () => rmSync(stateDir, { recursive: true, force: true });
  try {
    const stack = await startStack({ port: 0, stateDir, onLine });
    const close = async () => {
      await stack.close();
      remove();
    };
    return { urls: stack, isOwn: true, close };
  } catch (error) {
    remove();
    throw error;
  }
};
