import { Seal } from './seal.tsx';
import { Stage } from './stage.tsx';

/** Shown while something is being loaded; `what` says what, in a few words. */
export const WaitingScreen = ({ what }: { what: string }) => (
  <Stage>
    <div className="hero waiting">
      <Seal size={56} />
      <p role="status">
        <span className="spinner" aria-hidden="true" /> {what}
      </p>
    </div>
  </Stage>
);
