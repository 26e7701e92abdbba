import { useComparisons, useTexts } from '@sealed-stream/secure-chat/react';
import { useMutation } from '@tanstack/react-query';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ActionStatus } from '../parts/action-status.tsx';
import type { Person } from '../services/chat-services.tsx';

type Props = {
  person: Person;
  /** Those on the screen. */
  digits: string;
  /** Others may be there in a moment. */
  isLoading: boolean;
  onCompared: () => void;
  /** The number has changed since it was shown. */
  onAnother: () => void;
};

/** Notes that both see the same digits, and says when they did; it can be taken back. */
export const Comparison = ({ person: { id, name }, digits, isLoading, onCompared, onAnother }: Props) => {
  const { comparedAt, note, forget } = useComparisons([id]);
  const { time } = useTexts().epochs;
  const texts = useWindowTexts().safetyNumber;
  const noting = useMutation({
    mutationFn: () => note(id, digits),
    onSuccess: (isNoted) => (isNoted ? onCompared() : onAnother()),
  });
  const takingBack = useMutation({ mutationFn: () => forget(id) });
  const at = comparedAt(id);
  const doing = (noting.isPending && texts.noting) || (takingBack.isPending && texts.takingBack);
  return (
    <div className="comparison">
      {at && <p className="compared">{texts.compared(name, time(at))}</p>}
      <ActionStatus doing={doing} error={noting.error ?? takingBack.error} nameOf={() => name} />
      {at ? (
        <Button look="quiet" isBusy={takingBack.isPending} onClick={() => takingBack.mutate()}>
          {texts.takeBack}
        </Button>
      ) : (
        <Button isBusy={noting.isPending} disabled={isLoading} onClick={() => noting.mutate()}>
          {texts.same}
        </Button>
      )}
    </div>
  );
};
