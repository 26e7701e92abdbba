import type { ButtonHTMLAttributes } from 'react';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'primary' | 'quiet' | 'danger';
  /** Work is under way: shows a spinner and takes no more clicks; the name stays the same. */
  isBusy?: boolean;
};

/** A button; `type` is `button` unless told. */
export const Button = ({ look = 'primary', isBusy = false, children, disabled, ...rest }: Props) => (
  <button
    type="button"
    {...rest}
    className={`button button-${look}`}
    disabled={disabled || isBusy}
    aria-busy={isBusy}
  >
    {isBusy && <span className="spinner" aria-hidden="true" />}
    {children}
  </button>
);
