/** Windows that have an address of their own; what a window brings up in its turn has none. */
export const WINDOWS = ['new', 'account', 'sign-out', 'erase', 'blocked', 'members', 'encryption'] as const;
export type WindowName = (typeof WINDOWS)[number];

/** What is on the screen: a conversation by its `cid` or the list alone, a thread by the id of its message, a window above all. */
export type Address = { cid?: string; thread?: string; window?: WindowName };

/**
 * An address in the form in which it stands behind the `#` of the page: `#/encrypted/pair-abc/thread/<id>?window=members`. The part behind `#` is
 * never sent to a server, so no log of the host knows who talks with whom.
 */
export const formatAddress = ({ cid, thread, window }: Address): string => {
  const parts =
    cid === undefined ? [] : [...splitCid(cid), ...(thread === undefined ? [] : ['thread', thread])];
  return `#/${parts.map(encodeURIComponent).join('/')}${window ? `?window=${window}` : ''}`;
};

/** Reads an address; what is not one is the list. */
export const parseAddress = (hash: string): Address => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const window = WINDOWS.find((name) => name === new URLSearchParams(query).get('window'));
  const [type, id, word, thread] = path.split('/').map(decoded);
  return {
    ...(type && id && { cid: `${type}:${id}` }),
    ...(type && id && word === 'thread' && thread && { thread }),
    ...(window && { window }),
  };
};

/** What is beneath an address, the list first: where Back leads to, step by step. */
export const parentsOf = ({ cid, thread, window }: Address): Address[] => [
  ...(cid || window ? [{}] : []),
  ...(cid && (thread || window) ? [{ cid }] : []),
  ...(cid && thread && window ? [{ cid, thread }] : []),
];

const splitCid = (cid: string): [string, string] => {
  const colon = cid.indexOf(':');
  return [cid.slice(0, colon), cid.slice(colon + 1)];
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
};
