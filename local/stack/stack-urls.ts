/** What `GET /stack.json` on the front door answers: all that a client on this machine needs to know. Origins have no trailing slash. */
export type StackUrls = {
  web: string;
  api: string;
  stream: string;
  seald: string;
  ssks: string;
  issuer: string;
  inbox: string;
  dashboard: string;
  streamApiKey: string;
  sealdAppId: string;
  sealdIdPrefix: string;
  encryptedChannelTypes: string[];
  /** Where uploads lie. */
  fileHosts: string[];
};
