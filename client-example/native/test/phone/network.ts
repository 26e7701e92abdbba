import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';

const PIECE_BYTES = 64 * 1024;
/** Node's own: in Jest the app puts Expo's in its place. */
const { fetch, FormData, WebSocket } = globalThis;

type NetworkParts = {
  /** Gets what arrives. */
  emit: (name: string, ...args: unknown[]) => void;
  /** Called with each address before it is asked. */
  onRequest: (url: string) => void;
  pathOf: (uri: string) => string;
};
type FormPart = { fieldName: string; string: string; uri?: string; type?: string; name?: string };
type RequestData = { formData?: FormPart[]; string?: string; base64?: string } | null;
type RequestHead = {
  method: string;
  headers: [string, string][];
  redirect: RequestRedirect;
  credentials: RequestCredentials;
};

/** A phone's network: Expo's `fetch`, React Native's `XMLHttpRequest` and its web sockets. */
export const createNetwork = ({ emit, onRequest, pathOf }: NetworkParts) => {
  const aborts = new Map<number | string, AbortController>();
  const answers = new Map<number, Response>();
  const sockets = new Map<number, WebSocket>();

  const ask = (id: number | string, url: string, init: RequestInit): Promise<Response> => {
    onRequest(url);
    const abort = new AbortController();
    aborts.set(id, abort);
    return fetch(url, { ...init, signal: abort.signal });
  };
  const answerTo = (id: number): Response => {
    const answer = answers.get(id);
    if (!answer) throw new Error('The request has no answer yet.');
    return answer;
  };
  const stream = async (id: number): Promise<void> => {
    try {
      const { body } = answerTo(id);
      const pieces = body ? (body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) : [];
      for await (const bytes of pieces)
        for (let at = 0; at < bytes.length; at += PIECE_BYTES)
          emit('fetch.data', id, new Uint8Array(bytes.subarray(at, at + PIECE_BYTES)));
      emit('fetch.end', id, null);
    } catch (error) {
      emit('fetch.end', id, String(error));
    }
  };

  const formOf = async (parts: FormPart[]): Promise<FormData> => {
    const form = new FormData();
    for (const { fieldName, string, uri, type, name } of parts) {
      if (uri === undefined) form.append(fieldName, string);
      else {
        const blob = await openAsBlob(pathOf(uri), { type });
        form.append(fieldName, blob, name ?? basename(pathOf(uri)));
      }
    }
    return form;
  };
  const bodyOf = async (data: RequestData): Promise<BodyInit | undefined> => {
    if (data?.formData) return formOf(data.formData);
    return data?.string ?? (data?.base64 ? Buffer.from(data.base64, 'base64') : undefined);
  };

  const send = async (
    method: string,
    url: string,
    id: number,
    headers: [string, string][],
    data: RequestData,
    responseType: string,
  ): Promise<void> => {
    try {
      const body = method === 'GET' || method === 'HEAD' ? undefined : await bodyOf(data);
      const isForm = body instanceof FormData;
      const sent = headers.filter(([name]) => !(isForm && name.toLowerCase() === 'content-type'));
      const answer = await ask(`xhr/${id}`, url, { method, body, headers: sent });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const answered = Object.fromEntries(answer.headers);
      emit('device', 'didReceiveNetworkResponse', [id, answer.status, answered, answer.url]);
      const text = responseType === 'text' ? bytes.toString() : bytes.toString('base64');
      emit('device', 'didReceiveNetworkData', [id, text]);
      emit('device', 'didCompleteNetworkResponse', [id, null, false]);
    } catch (error) {
      emit('device', 'didCompleteNetworkResponse', [id, String((error as Error).cause ?? error), false]);
    }
  };

  const connect = (url: string, id: number): void => {
    onRequest(url);
    const socket = new WebSocket(url);
    sockets.set(id, socket);
    const tell = (name: string, more: object) => emit('device', name, { id, ...more });
    socket.onopen = () => tell('websocketOpen', { protocol: '' });
    socket.onmessage = ({ data }) => tell('websocketMessage', { type: 'text', data: String(data) });
    socket.onclose = ({ code, reason }) => tell('websocketClosed', { code, reason });
    socket.onerror = () => tell('websocketFailed', { message: 'it failed' });
  };

  return {
    handlers: {
      'fetch.start': async (id: number, url: string, head: RequestHead, body?: Uint8Array<ArrayBuffer>) => {
        const { method, headers, redirect, credentials } = head;
        const answer = await ask(id, url, { method, headers, redirect, credentials, body });
        answers.set(id, answer);
        const { status, statusText, redirected } = answer;
        return { status, statusText, redirected, url: answer.url, _rawHeaders: [...answer.headers] };
      },
      'fetch.stream': (id: number) => {
        void stream(id);
        return null;
      },
      'fetch.all': async (id: number) => new Uint8Array(await answerTo(id).arrayBuffer()),
      'fetch.text': (id: number) => answerTo(id).text(),
      'fetch.cancel': (id: number) => aborts.get(id)?.abort(),
      'xhr.send': (...request: Parameters<typeof send>) => void send(...request),
      'xhr.abort': (id: number) => aborts.get(`xhr/${id}`)?.abort(),
      'socket.open': connect,
      'socket.send': (id: number, text: string) => sockets.get(id)?.send(text),
      'socket.close': (id: number, code?: number, reason?: string) =>
        sockets.get(id)?.close(code ?? 1000, reason ?? ''),
    },
    close: () => {
      for (const socket of sockets.values()) socket.close();
      for (const abort of aborts.values()) abort.abort();
      sockets.clear();
    },
  };
};
