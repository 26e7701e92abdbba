/** What the server is told through its environment. */
export type Settings = {
  /** Folder of PostgreSQL's socket. */
  database: string;
  issuer: string;
  audience: string;
  streamKey: string;
  streamSecret: string;
  encryptedChannelTypes: string[];
  sealdAppId: string;
  sealdIdPrefix: string;
  sealdJwtId: string;
  sealdJwtSecret: string;
  ssksUrl: string;
  ssksKey: string;
};

/** Throws for a variable that is missing, naming it. */
export const readSettings = (env: NodeJS.ProcessEnv): Settings => {
  const needed = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`The variable ${name} is missing.`);
    return value;
  };
  return {
    database: needed('DATABASE'),
    issuer: needed('ISSUER'),
    audience: needed('AUDIENCE'),
    streamKey: needed('STREAM_KEY'),
    streamSecret: needed('STREAM_SECRET'),
    encryptedChannelTypes: needed('ENCRYPTED_CHANNEL_TYPES').split(','),
    sealdAppId: needed('SEALD_APP_ID'),
    sealdIdPrefix: needed('SEALD_ID_PREFIX'),
    sealdJwtId: needed('SEALD_JWT_ID'),
    sealdJwtSecret: needed('SEALD_JWT_SECRET'),
    ssksUrl: needed('SSKS_URL'),
    ssksKey: needed('SSKS_KEY'),
  };
};
