import { canonicalJson } from '../../shared/contract/canonical-json.ts';
import type { Epoch } from '../../shared/contract/encryption-session.ts';
import { ENVELOPE_VERSION } from '../../shared/contract/envelope.ts';
import { writeSigned } from '../../shared/contract/signed-text.ts';
import { encryptForged } from '../support/forged-statement.ts';
import type { Log } from './log.ts';
import { CID, PEOPLE, type Person, type World } from './world.ts';

type Forgery = (world: World, log: Log, who: Person, whom: Person) => Promise<void>;

const quiet = async () => {};

/** The latest epoch in which somebody could read, with the identity they have now. */
const epochOf = (world: World, who: Person): Epoch | undefined =>
  world
    .epochs()
    .findLast(({ encryptionSessionId }) =>
      world.seald.readersOf(encryptionSessionId).has(world.seald.accountOf(who)),
    );

/** What people who are, or were, readers can do with their own keys and the help of whoever runs the servers. */
export const FORGERIES = {
  /** Words in another member's name, in any session that they hold, signed by the only key they have. */
  'writes-as-another': async (world, log, who, whom) => {
    const epoch = epochOf(world, who);
    if (!epoch || who === whom) return;
    const { encryptionSessionId: sessionId } = epoch;
    const session = await world.seald
      .forUser(who, quiet)
      .retrieve(sessionId)
      .catch(() => null);
    if (!session) return;
    const [id, sentAt] = [crypto.randomUUID(), world.schedule.now().toISOString()];
    const about = { v: ENVELOPE_VERSION, cid: CID, sessionId, from: whom, id, rev: 0, sentAt, previous: [] };
    const { sign } = await world.authorAt(who);
    const signed = await sign('message', canonicalJson({ ...about, text: 'forged words', attachments: [] }));
    const text = await session.encryptMessage(writeSigned(signed));
    log.forgeries.push(world.inject(whom, id, text));
  },
  /** An epoch that follows from the present one, and names the forger's own key for another reader. */
  'renames-an-author': async (world, log, who, whom) => {
    const last = world.epochs().at(-1);
    if (!last || who === whom || epochOf(world, who) !== last) return;
    const { readersOf, forUser } = world.seald;
    const readerIds = PEOPLE.filter((id) =>
      readersOf(last.encryptionSessionId).has(world.seald.accountOf(id)),
    );
    if (!readerIds.includes(whom)) return;
    const before = await forUser(who, quiet)
      .retrieve(last.encryptionSessionId)
      .catch(() => null);
    if (!before) return;
    const session = await forUser(who, quiet).create(readerIds);
    const author = await world.authorAt(who);
    const honest = await world.authors.authorKeys(readerIds);
    const readers = honest.map((one) => (one.id === whom ? { ...one, authorKey: author.authorKey } : one));
    const startedAt = world.schedule.now().toISOString();
    const { sessionId: encryptionSessionId } = session;
    const said = { cid: CID, encryptionSessionId, from: who, readers, history: world.history, startedAt };
    const { welcome, announcement } = await encryptForged({
      by: author,
      said,
      session,
      before,
      follows: last,
    });
    log.renamed.set(encryptionSessionId, whom);
    world.registered.add(encryptionSessionId);
    world.epochs().push({
      encryptionSessionId,
      epoch: world.epochs().length + 1,
      createdBy: who,
      createdAt: startedAt,
      welcome,
      announcement,
    });
    world.nameSession(encryptionSessionId);
  },
} satisfies Record<string, Forgery>;
