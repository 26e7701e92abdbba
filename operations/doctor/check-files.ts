import { randomBytes, randomUUID } from 'node:crypto';
import { StreamChat } from 'stream-chat';
import { SERVICE_USER_ID } from '../../shared/contract/service-user.ts';
import { isFileAddress } from '../../shared/contract/visible-file.ts';
import type { Secret } from '../../shared/secrets.ts';
import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';
import { failureOf } from './problem-words.ts';
import { withStream } from './with-stream.ts';

const FILE_BYTES = 128;
const DEADLINE_MS = 10_000;

/**
 * Whether files can be sent and read: uploads a few random bytes, looks at the address they get as the hook does, fetches them as a page
 * of the first origin would, and deletes them again.
 */
export const checkFiles = (patient: Patient): Promise<Result> =>
  withStream(patient, async (ask, secret) => {
    const bytes = randomBytes(FILE_BYTES);
    const server = serverOf(patient, secret);
    const { file } = await ask(() => upload(server, bytes));
    try {
      return judgeAddress(patient, file) ?? (await judgeAnswer(patient, file, bytes));
    } finally {
      await ask(() => server.deleteFile(file)).catch(() => {}); // what was found counts
    }
  });

/** The vendor's own client: no function of ours uploads. */
const serverOf = ({ config }: Patient, { apiKey, apiSecret }: Secret<'stream'>): StreamChat =>
  new StreamChat(apiKey, apiSecret, { baseURL: config.streamUrl, timeout: DEADLINE_MS });

const upload = (server: StreamChat, bytes: Buffer) => {
  const [name, type, user] = [`${randomUUID()}.bin`, 'application/octet-stream', { id: SERVICE_USER_ID }];
  return server.uploadFile(bytes, name, type, user, { timeout: DEADLINE_MS }); // else an upload may take for ever
};

const judgeAddress = ({ config }: Patient, address: unknown): Result | null => {
  if (isFileAddress(address, config.fileHosts)) return null;
  const origin = typeof address === 'string' ? URL.parse(address)?.origin : undefined;
  if (origin === undefined) return wrong('Stream answers an upload without an address', 'ask Stream');
  if (isFileAddress(`${origin}/${randomUUID()}.bin`, config.fileHosts))
    return wrong(
      'the addresses that Stream gives files have another form than the hook takes: every message with a file is refused',
      'shared/contract/visible-file.ts has the form; tell us',
    );
  return wrong(
    `Stream keeps files at ${origin}, which is not among fileHosts: every message with a file is refused`,
    `put it into fileHosts of infra/stages/${config.stage}.json, deploy, and tell your apps the same`,
  );
};

const judgeAnswer = async (
  { config, fetch: send }: Patient,
  address: string,
  bytes: Buffer,
): Promise<Result> => {
  const [origin = ''] = config.corsOrigins;
  try {
    const response = await send(address, {
      headers: { origin },
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const got = Buffer.from(await response.arrayBuffer());
    if (!response.ok || !got.equals(bytes))
      return wrong(
        `a file that was just uploaded comes back otherwise (HTTP ${response.status})`,
        'look at the upload settings in Stream’s dashboard',
      );
    const allowed = response.headers.get('access-control-allow-origin');
    if (allowed === '*' || allowed === origin)
      return ok(`files go there and back, for pages of ${origin} too`);
    return wrong(
      `files go there and back, but not for pages of ${origin}: a browser shows none (apps for phones do)`,
      'bring the core a fetch of your own (platform.fetch) that goes through a proxy on your app’s origin',
    );
  } catch (error) {
    return unknown(`a file that was just uploaded could not be fetched from here: ${failureOf(error)}`);
  }
};
