import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { PRIVATE_ADDRESS } from '../../shared/contract/private-network.ts';
import { UsageError } from '../../toolchain/command-line.mjs';

const IS_PRIVATE = new RegExp(`^(?:${PRIVATE_ADDRESS.source})$`);

/**
 * The address that a stack is opened to, as somebody typed it: one of this machine's on a private network. Throws {@link UsageError} for
 * anything else.
 */
export const readOpenTo = (text: string, own: readonly string[] = ownAddresses()): string => {
  const problem = problemOf(text, own);
  if (problem) throw new UsageError(`--open-to: ${problem}.`);
  return text;
};

const problemOf = (text: string, own: readonly string[]): string | undefined => {
  if (!isIPv4(text))
    return 'it takes an IPv4 address alone, without scheme, name or port. PORT says where the ports begin';
  if (text === '0.0.0.0') return 'it takes one address; 0.0.0.0 would be every network this machine is in';
  if (text.startsWith('127.'))
    return 'no phone reaches this machine by an address of its loopback interface, where the stack is anyway';
  if (!IS_PRIVATE.test(text))
    return 'this is no address of a private network, so that strangers may reach it';
  if (!own.includes(text)) return `this is no address of this machine. ${listOf(own)}`;
  return undefined;
};

const listOf = (own: readonly string[]): string => {
  const fit = own.filter((address) => IS_PRIVATE.test(address) && !address.startsWith('127.'));
  return fit.length === 0 ? 'It is in no private network' : `Those it has: ${fit.join(', ')}`;
};

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .map(({ address }) => address);
