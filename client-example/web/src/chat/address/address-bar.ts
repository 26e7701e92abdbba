import { type Address, formatAddress, parentsOf, parseAddress } from './address.ts';

/** The part of a browser's window that is needed here. */
export type Browser = Pick<Window, 'location' | 'history' | 'addEventListener'>;

export type AddressBar = {
  /** The same object as long as the address is the same. */
  get: () => Address;
  /** Calls the listener after each change; answers how to stop. */
  subscribe: (listener: () => void) => () => void;
  /** Goes to an address, so that Back leads to what is beneath it. To where one is: does nothing. */
  go: (address: Address) => void;
};

/** What the browser keeps with an entry of its history: the addresses of the app beneath it and its own, oldest first. */
type Kept = { trail?: unknown } | null;

/**
 * The page's address behind `#`. Its history is made so that Back always leads to what an address is beneath: from a window to the conversation, from there
 * to the list, and only from the list to what was before the app. It stays so when the page is opened at an address, or one is typed in.
 */
export const createAddressBar = ({ location, history, addEventListener }: Browser): AddressBar => {
  const listeners = new Set<() => void>();
  let trail: string[] = [];
  let address: Address = {};
  /** Where to go on to, while the browser is on its way back. */
  let onward: string[] | null = null;

  const settle = (next: string[]) => {
    trail = next;
    address = parseAddress(trail.at(-1) ?? '');
    for (const listener of [...listeners]) listener();
  };
  const replace = (next: string[]) => history.replaceState({ trail: next }, '', next.at(-1));
  const pushFrom = (place: number, wanted: string[]) => {
    for (let end = place + 1; end <= wanted.length; end++) {
      const next = wanted.slice(0, end);
      history.pushState({ trail: next }, '', next.at(-1));
    }
    settle(wanted);
  };
  const begin = () => {
    const kept = trailIn(history.state, location.hash);
    if (kept) return settle(kept);
    const wanted = trailTo(parseAddress(location.hash));
    replace(wanted.slice(0, 1));
    pushFrom(1, wanted);
  };
  const go = (next: Address) => {
    const wanted = trailTo(next);
    const common = wanted.findIndex((hash, place) => hash !== trail[place]);
    const shared = common < 0 ? wanted.length : common;
    const back = trail.length - shared;
    if (onward || (back > 0 && shared === wanted.length) || back > 1) {
      const isUnderWay = onward !== null;
      onward = wanted;
      if (!isUnderWay) history.go(-Math.max(back - (shared === wanted.length ? 0 : 1), 1));
      return;
    }
    if (back === 0 && shared === wanted.length) return;
    if (back === 0) return pushFrom(shared, wanted);
    replace(wanted.slice(0, shared + 1));
    pushFrom(shared + 1, wanted);
  };
  addEventListener('popstate', () => {
    const wanted = onward;
    onward = null;
    begin();
    if (wanted) go(parseAddress(wanted.at(-1) ?? ''));
  });
  begin();
  return {
    get: () => address,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    go,
  };
};

const trailTo = (address: Address): string[] => [...parentsOf(address), address].map(formatAddress);

/** Null for an entry that the app did not make, or whose address was changed since. */
const trailIn = (state: unknown, hash: string): string[] | null => {
  const trail = (state as Kept)?.trail;
  if (!Array.isArray(trail) || !trail.every((part) => typeof part === 'string')) return null;
  return trail.at(-1) === (hash || '#/') ? trail : null;
};
