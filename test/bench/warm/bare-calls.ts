import { Agent, request } from 'node:http';
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

/** Sends them again, byte for byte, and reads the answers. A write that hangs on a condition is answered that it does not hold: a trip like another. */
export const sendAgain = async (waves: readonly Sent[][]): Promise<void> => {
  for (const wave of waves) await Promise.all(wave.map(send));
};

const send = ({ url, method, headers, body }: Sent): Promise<void> =>
  new Promise((resolve, reject) => {
    const sending = request(url, { method, headers, agent }, (response) => {
      response.once('end', resolve).once('error', reject).resume();
    });
    sending.once('error', reject).end(body);
  });
