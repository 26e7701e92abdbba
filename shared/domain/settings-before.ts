/** A setting's value as Stream gives it; null for one that Stream did not name. */
export type Settings = Record<string, unknown>;

/** What was set at Stream before we set anything, of the app or of one channel type. */
export type Before = {
  /** `app` or `type/<name>`. */
  of: string;
  /** False for a channel type that we made. */
  existed: boolean;
  settings: Settings;
};

/** The memory of what to put back. */
export type SettingsBefore = {
  /** Keeps each setting that is not kept yet; what is kept already stays. Safe to repeat, and to race. */
  keep: (before: Before) => Promise<void>;
  list: () => Promise<Before[]>;
  forget: (of: string) => Promise<void>;
};
