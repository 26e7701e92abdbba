import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';

/** Node's own client; its connections are kept for the next call. */
export type HttpCall = {
  url: string | URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array | undefined;
  /** Ends the call, the answer's last byte included, with the signal's reason. */
  signal: AbortSignal;
  /** Bytes of an answer that are taken; more are an error. 10 MB unless told. */
  maxBytes?: number;
};

export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; text: string };

const MAX_BYTES = 10_000_000;

/**
 * The one way out of every function: sends a request as it is and gives the answer, whatever its status. Follows no redirect and tries nothing again. Rejects with
 * Node's error, which has a `code`, when there was no whole answer. Node's `fetch` is not used: that it is loaded takes longer than all
 * that the smallest functions do.
 */
export const httpCall = ({
  url,
  method,
  headers,
  body,
  signal,
  maxBytes = MAX_BYTES,
}: HttpCall): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const target = new URL(url);
    const send = target.protocol === 'http:' ? overTcp() : overTls;
    const call: ClientRequest = send(target, { method, headers: { ...headers }, signal }, (answer) => {
      readAll(answer, maxBytes).then((text) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      }, fail);
    });
    const fail = (error: unknown): void => {
      reject(signal.aborted ? signal.reason : error);
      call.destroy();
    };
    call.on('error', fail);
    call.end(body);
  });

/** Only stand-ins are asked without TLS. An `import` of node:http would load all that it names, `fetch` among it. */
const overTcp = () => process.getBuiltinModule('node:http').request;

const readAll = async (answer: IncomingMessage, maxBytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error('The answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
