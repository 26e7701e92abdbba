import { useProblemWords, useSafetyNumber } from '@sealed-stream/secure-chat/react';
import { useState } from 'react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { useWindowTexts } from '../../texts/use-windows-texts.ts';
import { Button } from '../../ui/button.tsx';
import '../panels.css';
import { Comparison } from './comparison.tsx';
import { QrCode } from './qr-code.tsx';

type Props = {
  userId: string;
  name: string;
  /** They are noted as the same. */
  onCompared?: (() => void) | undefined;
  onClose: () => void;
};

/** The number that two people compare to know that nobody stands between them, as digits and as a QR code, and whether they have. */
export const SafetyNumberPanel = ({ userId, name, onCompared }: Props) => {
  const { safetyNumber, error, isLoading, retry } = useSafetyNumber(userId);
  const [isAnother, setAnother] = useState(false);
  const problemWords = useProblemWords();
  const { tryAgain } = useChatTexts();
  const texts = useWindowTexts().safetyNumber;
  if (error)
    return (
      <div role="alert">
        <p>{problemWords(error, () => name)}</p>
        <Button look="quiet" isBusy={isLoading} onClick={retry}>
          {tryAgain}
        </Button>
      </div>
    );
  if (!safetyNumber)
    return (
      <p className="part-on-its-way" role="status">
        <span className="spinner" aria-hidden="true" /> {texts.looking}
      </p>
    );
  const lookAgain = () => {
    setAnother(true);
    retry();
  };
  return (
    <div className="safety-number">
      <p>{texts.what(name)}</p>
      {isAnother && (
        <p className="form-problem" role="alert">
          {texts.another}
        </p>
      )}
      <ol className="safety-groups" aria-label={texts.label} aria-busy={isLoading}>
        {safetyNumber.groups.map((group, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups may repeat, and never change places
          <li key={place}>{group}</li>
        ))}
      </ol>
      <QrCode text={safetyNumber.qrText} label={texts.qrCode(name)} />
      <p className="small-print">{texts.sameDigits}</p>
      <Comparison
        person={{ id: userId, name }}
        digits={safetyNumber.digits}
        isLoading={isLoading}
        onCompared={() => {
          setAnother(false);
          onCompared?.();
        }}
        onAnother={lookAgain}
      />
      <h3>{texts.differTitle}</h3>
      <p>{texts.differ}</p>
    </div>
  );
};
