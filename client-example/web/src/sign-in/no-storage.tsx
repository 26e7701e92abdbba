import type { StorageProblem } from '../state/storage-problem.ts';
import { useStartTexts } from '../texts/use-start-texts.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Stage } from '../ui/stage.tsx';

/** Instead of everything else, where the browser keeps nothing: said before anybody signs in for nothing. */
export const NoStorage = ({ problem }: { problem: StorageProblem }) => {
  const { storage, tryAgain } = useStartTexts();
  return (
    <Stage>
      <h1>{storage.title}</h1>
      <Notice kind="error">{storage[problem]}</Notice>
      <Button onClick={() => window.location.reload()}>{tryAgain}</Button>
    </Stage>
  );
};
