import { useMutation } from '@tanstack/react-query';
import { Button } from '../../ui/button.tsx';
import type { OpenConversation } from '../conversation/conversation-context.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { beginningWords, changesOf, changeWords, inList, startingWith, timeInWords } from './epoch-words.ts';
import '../panels.css';
import { SecurityNoticeWords } from '../notices/security-notice.tsx';
import { type NameOf, useNameOf } from '../parts/use-name-of.ts';

/** What Stream can still see, in short (stream.md section 12). */
const SEEN_BY_STREAM = [
  'Who is in the conversation, their names, and who is online or typing',
  'Who writes when and how often, and how long a message is',
  'Who is added, who leaves, and when the encryption is renewed',
  'Reactions, replies, quotes, deletions and who has read how far',
  'How many files there are and how large each is',
];
const HIDDEN_FROM_STREAM = 'What messages say, and the names, kinds and contents of files.';

type Props = { conversation: OpenConversation; onClose: () => void };

/** What the lock stands for: the key, since when, who holds it, and what the carrier still sees. */
export const LockPanel = ({ conversation }: Props) => (
  <>
    {conversation.notice && <SecurityNoticeWords conversation={conversation} notice={conversation.notice} />}
    <p>
      Messages and files are encrypted on the members’ devices. Stream, which carries them, and the team that
      runs this service hold ciphertext only.
    </p>
    <CurrentEpoch conversation={conversation} />
    <h3>What Stream can still see</h3>
    <ul>
      {SEEN_BY_STREAM.map((seen) => (
        <li key={seen}>{seen}</li>
      ))}
    </ul>
    <h3>What Stream cannot see</h3>
    <p>{HIDDEN_FROM_STREAM}</p>
  </>
);

const CurrentEpoch = ({ conversation }: { conversation: OpenConversation }) => {
  const { encrypted, epoch } = conversation;
  const nameOf = useNameOf(encrypted.stream);
  if (!epoch) return null;
  return (
    <>
      <h3>Encryption number {epoch.epoch}</h3>
      <p>
        In use since {timeInWords(epoch.startedAt)}, made by {nameOf(epoch.startedBy)}. Its name is{' '}
        <code className="session-id">{epoch.encryptionSessionId}</code>.
      </p>
      <p>{startingWith(`${inList(epoch.members.map(nameOf).sort(youFirst))} can read.`)}</p>
      <Renewal conversation={conversation} nameOf={nameOf} />
      <h3>How it changed</h3>
      <PastEpochs conversation={conversation} nameOf={nameOf} />
    </>
  );
};

const youFirst = (one: string, other: string): number =>
  Number(other === 'you') - Number(one === 'you') || one.localeCompare(other);

type PartProps = { conversation: OpenConversation; nameOf: NameOf };

const Renewal = ({ conversation: { encrypted, notice }, nameOf }: PartProps) => {
  const renewal = useMutation({ mutationFn: () => encrypted.renewEncryption() });
  return (
    <>
      <p className="small-print">
        It is renewed by itself whenever somebody joins or leaves, and from time to time. Renew it when a
        device of a member may be in the wrong hands.
      </p>
      <ActionStatus
        doing={renewal.isPending && 'Making a new key for all members…'}
        error={renewal.error}
        nameOf={nameOf}
      />
      <Button
        look="quiet"
        disabled={notice !== null}
        isBusy={renewal.isPending}
        onClick={() => renewal.mutate()}
      >
        Renew encryption
      </Button>
    </>
  );
};

const PastEpochs = ({ conversation: { epochs }, nameOf }: PartProps) => {
  const [first] = epochs;
  return (
    <ul className="epoch-list" aria-label="Encryptions so far, newest first">
      {changesOf(epochs)
        .reverse()
        .map((change) => (
          <li key={change.epoch.encryptionSessionId}>
            {changeWords(change, nameOf)} <EpochTime at={change.epoch.startedAt} />
          </li>
        ))}
      {first && (
        <li>
          {beginningWords(first, nameOf)} <EpochTime at={first.startedAt} />
        </li>
      )}
    </ul>
  );
};

const EpochTime = ({ at }: { at: string }) => (
  <time className="epoch-time" dateTime={at}>
    {timeInWords(at)}
  </time>
);
