import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import aws4 from 'aws4';
import type { Sent } from './world.ts';

const agent = new Agent({ keepAlive: true });

/** In the order in which they came, so many beside each other at a time. Throws when there are more or fewer. */
export const wavesOf = (sent: readonly Sent[], sizes: readonly number[]): Sent[][] => {
  const left = sent.toSorted((first, second) => first.startedAt - second.startedAt);
  const waves = sizes.map((size) => left.splice(0, size));
  if (left.length > 0 || waves.flat().length < sizes.reduce((sum, size) => sum + size, 0))
    throw new Error(`${sent.length} calls were made, which are not ${sizes.join(' + ')}.`);
  return waves;
};

/**
 * Sends the same bodies again, those to AWS signed anew as each has to be, and reads the answers. A write that hangs on a condition is answered that it does not hold: a trip like
 * another.
 */
export const sendAgain = async (waves: readonly Sent[][]): Promise<void> => {
  for (const wave of waves) await Promise.all(wave.map(send));
};

const send = (sent: Sent): Promise<string> =>
  new Promise((resolve, reject) => {
    const { url, method, body } = sent;
    const sending = request(url, { method, headers: headersOf(sent), agent }, (response) => {
      text(response).then(resolve, reject);
    });
    sending.once('error', reject).end(body);
  });

/** What Signature Version 4 adds to a request, and what it is added for. */
const SIGNATURE = ['authorization', 'x-amz-date', 'x-amz-security-token'];
const SCOPE = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\//;

const headersOf = ({ url, method, headers, body }: Sent): Record<string, string> => {
  const [, region = '', service = ''] = SCOPE.exec(headers.authorization ?? '') ?? [];
  if (service === '') return headers;
  const bare = Object.fromEntries(Object.entries(headers).filter(([name]) => !SIGNATURE.includes(name)));
  const { host, pathname: path } = new URL(url);
  return aws4.sign({ service, region, host, path, method, headers: bare, body }).headers as Record<
    string,
    string
  >;
};
