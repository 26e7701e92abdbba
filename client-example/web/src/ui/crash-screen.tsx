import { Button } from './button.tsx';
import { Stage } from './stage.tsx';

/** The last resort, for errors nobody expected. Says nothing of the error itself: it may hold what people wrote. */
export const CrashScreen = () => (
  <Stage>
    <div role="alert">
      <h1>Something broke</h1>
      <p>The page ran into an error it did not expect. Your messages and keys are not affected.</p>
    </div>
    <Button onClick={() => window.location.reload()}>Load the page again</Button>
  </Stage>
);
