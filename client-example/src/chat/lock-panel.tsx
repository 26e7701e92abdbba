import type { OpenConversation } from './conversation-context.tsx';
import { Dialog } from './dialog.tsx';
import { MemberList, useMembers } from './members-panel.tsx';
import { SecurityNoticeWords } from './security-notice.tsx';

/** What Stream can still see, in short (stream.md section 12). */
const SEEN_BY_STREAM = [
  'Who is in the conversation, their names, and who is online or typing',
  'Who writes when and how often, and how long a message is',
  'Reactions, replies, quotes, deletions and who has read how far',
  'How many files there are and how large each is',
];
const HIDDEN_FROM_STREAM = 'What messages say, and the names, kinds and contents of files.';

type Props = { conversation: OpenConversation; onClose: () => void };

/** What the lock stands for: the key, who holds it, and what the carrier still sees. */
export const LockPanel = ({ conversation: { encrypted, notice }, onClose }: Props) => (
  <Dialog title="Encryption" onClose={onClose}>
    {notice && <SecurityNoticeWords notice={notice} />}
    <p>
      Messages and files are encrypted on the members’ devices. Stream, which carries them, and the team that
      runs this service hold ciphertext only.
    </p>
    <h3>Encryption session</h3>
    <p>
      <code className="session-id">{encrypted.encryptionSessionId}</code>
    </p>
    <h3>Members who can read</h3>
    <MemberList members={useMembers(encrypted.stream)} />
    <p className="small-print">Somebody added later can read only once the key was shared with them.</p>
    <h3>What Stream can still see</h3>
    <ul>
      {SEEN_BY_STREAM.map((seen) => (
        <li key={seen}>{seen}</li>
      ))}
    </ul>
    <h3>What Stream cannot see</h3>
    <p>{HIDDEN_FROM_STREAM}</p>
  </Dialog>
);
