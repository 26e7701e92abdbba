import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';

const PIECE_BYTES = 64 * 1024;
/** Node's own: in Jest the app puts Expo's in its place. */
const { fetch, FormData, WebSocket } = globalThis;

/** A phone's network: Expo's `fetch`, React Native's `XMLHttpRequest` and its web sockets. `emit` gets what arrives. */
export const createNetwork = ({ emit, pathOf }) => {
  const aborts = new Map();
  const answers = new Map();
  const sockets = new Map();

  const begun = (id) => {
    const abort = new AbortController();
    aborts.set(id, abort);
    return abort.signal;
  };
  const stream = async (id) => {
    try {
      for await (const bytes of answers.get(id).body ?? [])
        for (let at = 0; at < bytes.length; at += PIECE_BYTES)
          emit('fetch.data', id, new Uint8Array(bytes.subarray(at, at + PIECE_BYTES)));
      emit('fetch.end', id, null);
    } catch (error) {
      emit('fetch.end', id, String(error));
    }
  };

  const bodyOf = async (data) => {
    if (data?.formData) {
      const form = new FormData();
      for (const part of data.formData) {
        if (part.uri === undefined) form.append(part.fieldName, part.string);
        else {
          const blob = await openAsBlob(pathOf(part.uri), { type: part.type });
          form.append(part.fieldName, blob, part.name ?? basename(pathOf(part.uri)));
        }
      }
      return form;
    }
    return data?.string ?? (data?.base64 ? Buffer.from(data.base64, 'base64') : undefined);
  };

  const send = async (method, url, id, headers, data, responseType) => {
    try {
      const body = method === 'GET' || method === 'HEAD' ? undefined : await bodyOf(data);
      const isForm = body instanceof FormData;
      const sent = headers.filter(([name]) => !(isForm && name.toLowerCase() === 'content-type'));
      const answer = await fetch(url, { method, body, headers: sent, signal: begun(`xhr/${id}`) });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const answered = Object.fromEntries(answer.headers);
      emit('device', 'didReceiveNetworkResponse', [id, answer.status, answered, answer.url]);
      const text = responseType === 'text' ? bytes.toString() : bytes.toString('base64');
      emit('device', 'didReceiveNetworkData', [id, text]);
      emit('device', 'didCompleteNetworkResponse', [id, null, false]);
    } catch (error) {
      emit('device', 'didCompleteNetworkResponse', [id, String(error.cause ?? error), false]);
    }
  };

  const connect = (url, id) => {
    const socket = new WebSocket(url);
    sockets.set(id, socket);
    const tell = (name, more) => emit('device', name, { id, ...more });
    socket.onopen = () => tell('websocketOpen', { protocol: '' });
    socket.onmessage = ({ data }) => tell('websocketMessage', { type: 'text', data: String(data) });
    socket.onclose = ({ code, reason }) => tell('websocketClosed', { code, reason });
    socket.onerror = ({ message }) => tell('websocketFailed', { message: message ?? 'it failed' });
  };

  return {
    handlers: {
      'fetch.start': async (id, url, { method, headers, redirect, credentials }, body) => {
        const answer = await fetch(url, { method, headers, redirect, credentials, body, signal: begun(id) });
        answers.set(id, answer);
        const { status, statusText, redirected } = answer;
        return { status, statusText, redirected, url: answer.url, _rawHeaders: [...answer.headers] };
      },
      'fetch.stream': (id) => {
        void stream(id);
        return null;
      },
      'fetch.all': async (id) => new Uint8Array(await answers.get(id).arrayBuffer()),
      'fetch.text': (id) => answers.get(id).text(),
      'fetch.cancel': (id) => aborts.get(id)?.abort(),
      'xhr.send': (...request) => void send(...request),
      'xhr.abort': (id) => aborts.get(`xhr/${id}`)?.abort(),
      'socket.open': connect,
      'socket.send': (id, text) => sockets.get(id)?.send(text),
      'socket.close': (id, code, reason) => sockets.get(id)?.close(code ?? 1000, reason ?? ''),
    },
    close: () => {
      for (const socket of sockets.values()) socket.close();
      for (const abort of aborts.values()) abort.abort();
      sockets.clear();
    },
  };
};
