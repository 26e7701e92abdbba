/** A running part of the local stack. `close` is safe to call twice and resolves when its port is free. */
export type Service = {
  /** What the start-up line calls it, for example `stream`. */
  name: string;
  /** Origin without a trailing slash, for example `http://127.0.0.1:4002`. */
  url: string;
  close: () => Promise<void>;
};
