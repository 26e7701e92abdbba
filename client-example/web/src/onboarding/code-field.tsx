import type { Ref } from 'react';
import { useSetUpTexts } from '../texts/use-set-up-texts.ts';

type Props = {
  ref: Ref<HTMLInputElement>;
  code: string;
  /** What is wrong with what was typed. */
  complaint: string | undefined;
  isRefused: boolean;
  isBusy: boolean;
  onType: (text: string) => void;
};

/** One field for the whole code, so that it can be pasted and filled in by the phone. */
export const CodeField = ({ ref, code, complaint, isRefused, isBusy, onType }: Props) => {
  const texts = useSetUpTexts().code;
  return (
    <>
      <div className="field">
        <label htmlFor="code">{texts.label}</label>
        <input
          id="code"
          ref={ref}
          className="code-input"
          autoComplete="one-time-code"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          value={code}
          aria-invalid={isRefused || complaint !== undefined}
          aria-describedby="code-help"
          readOnly={isBusy}
          onChange={(event) => onType(event.target.value)}
        />
      </div>
      <p id="code-help" className={complaint ? 'field-error' : 'field-help'} aria-live="polite">
        {complaint ?? texts.help}
      </p>
    </>
  );
};
