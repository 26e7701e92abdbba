declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** DynamoDB's API over LevelDB. Without a `path` the tables are in memory. `close` of the server closes the database too. */
  export default function dynalite(options?: { path?: string; createTableMs?: number }): Server;
}
