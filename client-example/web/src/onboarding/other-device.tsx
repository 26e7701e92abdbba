import { useSetUpTexts } from '../texts/use-set-up-texts.ts';

/** Two devices of one person set up at once: this one waits for the other, and goes on by itself. */
export const OtherDevice = () => {
  const { title, what, waiting } = useSetUpTexts().otherDevice;
  return (
    <>
      <h1>{title}</h1>
      <p className="soft">{what}</p>
      <p className="key-progress" role="status">
        <span className="spinner" aria-hidden="true" /> {waiting}
      </p>
    </>
  );
};
