import type { OnCall } from '../platform/record-calls.ts';
import type { LocalSecrets } from '../secrets-manager/local-secrets.ts';
import type { SecretStore } from '../secrets-manager/secret-store.ts';
import type { Parts } from './parts.ts';
import type { Ports } from './ports.ts';
import type { RecordFiles } from './record-files.ts';

/** What every part of a stack is started with. */
export type Setting = {
  stateDir: string;
  ports: Ports;
  parts: Parts;
  /** Shows a line to whoever started the stack. */
  say: (line: string) => void;
  store: SecretStore;
  secrets: LocalSecrets;
  logs: RecordFiles;
  /** Absent unless what the servers receive is recorded. */
  wire: RecordFiles | undefined;
  /** Gets the calls of the AWS stand-ins, when somebody wants them. */
  onAwsCall: OnCall | undefined;
  functionVariables: Record<string, string>;
  /** The same for one function, by its short name. */
  variablesOf: (name: string) => Record<string, string>;
  /** Other apps' origins, whose pages may use the stack as the web app does. */
  origins: readonly string[];
  /** Where the servers that clients talk to listen, when not on the loopback interface alone. */
  openTo: string | undefined;
  /** Whether every function, or the hook alone, gets a process without being called. */
  warmAll: boolean;
  /** Whether the web app is built and served. */
  web: boolean;
};

/** Whose pages may use the stack beside those of the front door's `url`. */
export const otherOrigins = (
  { origins }: Setting,
  { url, urlHere }: { url: string; urlHere: string },
): readonly string[] => (urlHere === url ? origins : [urlHere, ...origins]);

/** Where a server's request lines go: `logs/<server>.log`. */
export const logOf =
  ({ logs }: Setting, server: string) =>
  (line: string): void =>
    logs.append(server, `${line}\n`);

/** Where the bytes a server received go: `wire/<server>.log`. */
export const wireOf = ({ wire }: Setting, server: string) =>
  wire && ((bytes: Uint8Array): void => wire.append(server, bytes));
