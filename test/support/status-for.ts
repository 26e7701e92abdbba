import { request } from 'node:http';

type Asked = { url: string; host: string; upgrade?: boolean };

/** The status that a server answers to a request with this `Host`, which `fetch` would not let us choose. */
export const statusFor = ({ url, host, upgrade = false }: Asked): Promise<number | undefined> => {
  const headers = { host, ...(upgrade && { connection: 'upgrade', upgrade: 'websocket' }) };
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  request(url, { headers })
    .on('response', (answer) => resolve(answer.resume().statusCode))
    .on('error', reject)
    .end();
  return promise;
};
