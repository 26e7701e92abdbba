import type { Ref } from 'react';

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
export const CodeField = ({ ref, code, complaint, isRefused, isBusy, onType }: Props) => (
  <>
    <div className="field">
      <label htmlFor="code">Code</label>
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
      {complaint ?? 'Capitals or not, spaces or not: both are fine.'}
    </p>
  </>
);
