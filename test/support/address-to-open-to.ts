import { networkInterfaces } from 'node:os';
import { readOpenTo } from '../../local/stack/read-open-to.ts';

/**
 * An address that a test may open a stack to, other than 127.0.0.1. All of 127.0.0.0/8 is this machine's, so 127.0.0.2 needs no network and lets nobody in. macOS
 * has none of it but the first; there it is the machine's own on a private network, or null without one.
 */
export const addressToOpenTo = (): string | null => {
  if (process.platform !== 'darwin') return '127.0.0.2';
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.map(({ address }) => address),
  );
  return own.find(isTaken) ?? null;
};

const isTaken = (address: string): boolean => {
  try {
    return readOpenTo(address) === address;
  } catch {
    return false;
  }
};
