import type { TrustedEpoch } from '@sealed-stream/secure-chat';
import { useEncryption, useEpochChanges, useNameOf, useTexts } from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import { Filled } from '../../texts/filled.tsx';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import '../panels.css';
import { SecurityNotice } from '../notices/security-notice.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import type { OpenConversation } from '../services/conversation-context.tsx';
import { Readers } from './readers.tsx';

type Props = { conversation: OpenConversation; onClose: () => void };
type PartProps = Pick<Props, 'conversation'>;

/** What the lock stands for: the key, since when, who holds it, and what the carrier still sees. */
export const LockPanel = ({ conversation }: Props) => {
  const { epoch } = useEncryption(conversation.encrypted);
  const { lock } = useWindowTexts();
  return (
    <>
      <SecurityNotice conversation={conversation} />
      <p>{lock.what}</p>
      <p>{lock.signed}</p>
      {epoch && <CurrentEpoch conversation={conversation} epoch={epoch} />}
      <h3>{lock.seenTitle}</h3>
      <ul>
        {lock.seen.map((seen) => (
          <li key={seen}>{seen}</li>
        ))}
      </ul>
      <h3>{lock.hiddenTitle}</h3>
      <p>{lock.hidden}</p>
    </>
  );
};

const CurrentEpoch = ({ conversation, epoch }: PartProps & { epoch: TrustedEpoch }) => {
  const nameOf = useNameOf(conversation.encrypted.stream);
  const { lock } = useWindowTexts();
  const texts = useTexts();
  const since = texts.epochs.time(new Date(epoch.startedAt));
  return (
    <>
      <h3>{lock.readers}</h3>
      <Readers conversation={conversation} userIds={epoch.members} />
      <h3>{lock.number(epoch.epoch)}</h3>
      <p>
        <Filled text={lock.inUse(since, nameOf(epoch.startedBy))}>
          <code className="session-id">{epoch.encryptionSessionId}</code>
        </Filled>
      </p>
      <Renewal conversation={conversation} />
      <h3>{lock.changes}</h3>
      <PastEpochs conversation={conversation} />
    </>
  );
};

const Renewal = ({ conversation: { encrypted } }: PartProps) => {
  const { notice } = useEncryption(encrypted);
  const nameOf = useNameOf(encrypted.stream);
  const { lock } = useWindowTexts();
  const renewal = useMutation({ mutationFn: () => encrypted.renewEncryption() });
  return (
    <>
      <p className="small-print">{lock.renewal}</p>
      <ActionStatus doing={renewal.isPending && lock.renewing} error={renewal.error} nameOf={nameOf} />
      <Button
        look="quiet"
        disabled={notice !== null}
        isBusy={renewal.isPending}
        onClick={() => renewal.mutate()}
      >
        {lock.renew}
      </Button>
    </>
  );
};

const PastEpochs = ({ conversation: { encrypted } }: PartProps) => {
  const { beginning, changes } = useEpochChanges(encrypted);
  const { lock } = useWindowTexts();
  return (
    <ul className="epoch-list" aria-label={lock.changesLabel}>
      {[...changes.reverse(), ...(beginning ? [beginning] : [])].map(({ id, at, words }) => (
        <li key={id}>
          {words} <EpochTime at={at} />
        </li>
      ))}
    </ul>
  );
};

const EpochTime = ({ at }: { at: string }) => {
  const { epochs } = useTexts();
  return (
    <time className="epoch-time" dateTime={at}>
      {epochs.time(new Date(at))}
    </time>
  );
};
