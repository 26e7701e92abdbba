import { useStartTexts } from '../texts/use-start-texts.ts';
import { Button } from './button.tsx';
import { Stage } from './stage.tsx';

/** The last resort, for errors nobody expected. Says nothing of the error itself: it may hold what people wrote. */
export const CrashScreen = () => {
  const { crash } = useStartTexts();
  return (
    <Stage>
      <div role="alert">
        <h1>{crash.title}</h1>
        <p>{crash.what}</p>
      </div>
      <Button onClick={() => window.location.reload()}>{crash.reload}</Button>
    </Stage>
  );
};
