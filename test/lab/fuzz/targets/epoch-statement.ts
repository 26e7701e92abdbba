import {
  isSignedBy,
  keyNamedFor,
  openStatement,
} from '../../../../client-example/secure-chat/src/epochs/statement.ts';
import { canonicalJson } from '../../../../shared/contract/canonical-json.ts';
import type { EpochStatement } from '../../../../shared/contract/epoch-statement.ts';
import { holdSigned, keyOf, plaintextOf, readWritten, signatureBy, verify } from '../fake-signing.ts';
import { CID, CIPHERTEXT, OTHER_SESSION, SESSION } from '../known.ts';
import { hold, type Target } from '../target.ts';

const HASH = keyOf('a hash');
const ALICE = { id: 'alice', authorKey: keyOf('alice') };
const BOB = { id: 'bob', authorKey: keyOf('bob') };
const CAROL = { id: 'carol', authorKey: keyOf('mallory') };

const FIRST = {
  v: 2,
  cid: CID,
  encryptionSessionId: SESSION,
  from: 'alice',
  readers: [ALICE, BOB],
  history: 'fromNowOn',
  reactionKey: HASH,
  startedAt: '2026-11-22T10:00:00.000Z',
};
const LATER = {
  ...FIRST,
  previous: { encryptionSessionId: OTHER_SESSION, hash: HASH },
  readers: [ALICE, BOB, CAROL],
  removed: ['dave'],
  history: 'whole',
};

const inputOf = (value: object, more: object = {}): string =>
  JSON.stringify({ by: 'alice', kind: 'epoch', text: canonicalJson(value), isCanonical: true, ...more });

let plaintext = '';
const session = { sessionId: SESSION, decryptMessage: async () => plaintext };
const registered = { encryptionSessionId: SESSION, epoch: 2, createdBy: 'alice', createdAt: FIRST.startedAt };

const holdStatement = ({ cid, encryptionSessionId, from, readers, ...rest }: EpochStatement): void => {
  hold(cid === CID && encryptionSessionId === SESSION, 'a statement is of this channel and epoch');
  hold(from === 'alice', 'a statement is by whom the registry names');
  const ids = readers.map(({ id }) => id);
  hold(ids.includes(from), 'the maker of an epoch reads in it');
  hold(new Set(ids).size === ids.length, 'each reader stands there once');
  hold([...ids].sort().join() === ids.join(), 'readers stand in the order of their ids');
  const unknown = [...Object.keys(rest), ...readers.flatMap(Object.keys)].find((name) => !KNOWN.has(name));
  hold(unknown === undefined, 'a statement has no field that is not known');
};

const KNOWN = new Set([LATER, ALICE].flatMap(Object.keys));

/** What says who reads in an epoch, once it is decrypted: nothing is taken but what its maker signed, as it stands, with the key known for the maker. */
export const epochStatementTarget: Target = {
  seeds: [
    inputOf(FIRST),
    inputOf(LATER),
    inputOf(LATER, { isCanonical: false, behind: '   ' }),
    inputOf(FIRST, { by: 'bob' }),
    inputOf(FIRST, { kind: 'message' }),
    inputOf({ ...FIRST, from: 'bob' }, { by: 'bob' }),
    inputOf({ ...FIRST, readers: [{ ...ALICE, authorKey: keyOf('mallory') }, BOB] }, { by: 'mallory' }),
    signatureBy('alice', 'epoch', canonicalJson(LATER)) + canonicalJson(LATER),
    canonicalJson(FIRST),
  ],
  material: {
    names: [...Object.keys(LATER), ...KNOWN, 'hash', 'behind', 'x', '__proto__'],
    values: [
      ...['alice', 'bob', 'mallory', 'message', 'epoch', 'reaction', 'author-key'],
      ...[CID, 'encrypted:other', SESSION, OTHER_SESSION, HASH, `${'A'.repeat(42)}B`],
      ...['', ' ', '\n', null, true, 0, 1, 2, [], {}, 'fromNowOn', 'whole', FIRST.startedAt],
      ...[ALICE, BOB, CAROL, [ALICE], [BOB, ALICE], [ALICE, ALICE], LATER.previous, LATER.removed],
    ],
    scraps: [
      ...[' ', '\n', '\t', '\u00a0', '\ufeff', '\\u0041', '\ud800', '\\ud800', '{}', '{', '}', ','],
      ...['"v":2,', '.0', 'e0', '"x":1,', '"__proto__":{},'],
      HASH,
      `${JSON.stringify(BOB)},`,
    ],
  },
  tryOne: async (input) => {
    const written = readWritten(input);
    plaintext = written ? plaintextOf(written, canonicalJson) : input;
    const found = await openStatement(session, CIPHERTEXT, { cid: CID, registered });
    if (!found) return { isAccepted: false, kind: 'no statement' };
    const { statement, signed } = found;
    holdStatement(statement);
    hold(plaintext.startsWith(signed.signature + signed.text), 'what is told as signed is what was');
    const isBy = async (key: string | undefined) => isSignedBy(verify, found, key);
    hold(!(await isBy(undefined)), 'without a key nothing is signed');
    for (const other of ['bob', 'mallory'])
      hold(
        !(await isBy(keyOf(other))) || plaintext.startsWith(signatureBy(other, 'epoch', signed.text)),
        'only whoever signed it has signed it',
      );
    if (!(await isBy(keyOf('alice')))) return { isAccepted: false, kind: 'not signed by its maker' };
    holdSigned(plaintext, { value: statement, name: 'alice', kind: 'epoch' });
    const namesItself = keyNamedFor(statement, 'alice') === keyOf('alice');
    return { isAccepted: true, kind: namesItself ? 'signed' : 'signed, and names another key for its maker' };
  },
};
