import { useQuery } from '@tanstack/react-query';
import { Button } from '../../ui/button.tsx';
import { useChatServices } from '../chat-services.tsx';
import '../panels.css';
import { problemWords } from '../parts/problem-words.ts';
import { QrCode } from './qr-code.tsx';

type Props = { userId: string; name: string; onClose: () => void };

/** The number that two people compare to know that nobody stands between them, as digits and as a QR code. */
export const SafetyNumberPanel = ({ userId, name }: Props) => {
  const { chat } = useChatServices();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['safety-number', userId],
    queryFn: () => chat.safetyNumber(userId),
    gcTime: 0, // the keys may be others by the next time
  });
  if (error)
    return (
      <div role="alert">
        <p>{problemWords(error, () => name)}</p>
        <Button look="quiet" isBusy={isFetching} onClick={() => refetch()}>
          Try again
        </Button>
      </div>
    );
  if (!data)
    return (
      <p className="part-on-its-way" role="status">
        <span className="spinner" aria-hidden="true" /> Looking at the keys of both of you…
      </p>
    );
  return (
    <div className="safety-number">
      <p>
        You and {name} see the same number here only if you use each other’s genuine keys. Open this window on
        both devices and compare: side by side, or read it out in a call in which you know the voice.
      </p>
      <ol className="safety-groups" aria-label="Safety number">
        {data.groups.map((group, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups may repeat, and never change places
          <li key={place}>{group}</li>
        ))}
      </ol>
      <QrCode text={data.qrText} label={`Safety number with ${name} as a QR code`} />
      <p className="small-print">
        The code holds the same digits. Any camera that reads QR codes shows them.
      </p>
      <h3>If the numbers differ</h3>
      <p>
        One of the two keys may have been exchanged on the way. Write nothing confidential here, and tell the
        team that runs this service. The number changes, for both of you, when one of you sets up a new device
        or new keys: then compare again.
      </p>
    </div>
  );
};
