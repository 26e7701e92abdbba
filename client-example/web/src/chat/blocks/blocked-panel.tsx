import type { SecureChat } from '@sealed-stream/secure-chat';
import { useProblemWords, useTexts } from '@sealed-stream/secure-chat/react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { type Person, useChatServices } from '../services/chat-services.tsx';
import '../panels.css';
import { BLOCKED } from './blocked-query.ts';

type Props = { onClose: () => void };

/** Whom this user has blocked, and the way to take it back. */
export const BlockedPanel = (_: Props) => {
  const { chat } = useChatServices();
  const { unnamed } = useTexts().people;
  const problemWords = useProblemWords();
  const { tryAgain, opening } = useChatTexts();
  const { none } = useWindowTexts().blocks;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: BLOCKED,
    queryFn: () => blockedPeople(chat, unnamed),
  });
  if (error)
    return (
      <div role="alert">
        <p>{problemWords(error)}</p>
        <Button look="quiet" isBusy={isFetching} onClick={() => refetch()}>
          {tryAgain}
        </Button>
      </div>
    );
  if (!data) return <p role="status">{opening}</p>;
  if (data.length === 0) return <p>{none}</p>;
  return (
    <ul className="member-list">
      {data.map((person) => (
        <BlockedRow key={person.id} person={person} />
      ))}
    </ul>
  );
};

const BlockedRow = ({ person: { id, name } }: { person: Person }) => {
  const { chat } = useChatServices();
  const queries = useQueryClient();
  const texts = useWindowTexts().blocks;
  const unblocking = useMutation({
    mutationFn: () => chat.api.unblockPeer(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: BLOCKED }),
  });
  return (
    <li>
      <div className="member-words">
        <PersonName id={id} name={name} />
      </div>
      <div className="member-actions">
        <Button
          look="quiet"
          aria-label={texts.unblockNamed(name)}
          isBusy={unblocking.isPending}
          onClick={() => unblocking.mutate()}
        >
          {texts.unblock}
        </Button>
      </div>
      <ActionStatus doing={false} error={unblocking.error} />
    </li>
  );
};

/** As many as Stream gives at once; the names are Stream's, the list the backend's. */
const AT_ONCE = 100;

const blockedPeople = async ({ api, stream }: SecureChat, unnamed: string): Promise<Person[]> => {
  const ids = (await api.blocks()).blocked.map(({ userId }) => userId);
  const names = new Map<string, string | undefined>();
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const filter = { id: { $in: ids.slice(start, start + AT_ONCE) } };
    const { users } = await stream.queryUsers(filter, {}, { limit: AT_ONCE });
    for (const { id, name } of users) names.set(id, name);
  }
  return ids.map((id) => ({ id, name: names.get(id) || unnamed }));
};
