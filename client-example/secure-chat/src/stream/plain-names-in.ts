import type { Event, StreamChat } from 'stream-chat';
import { plainName } from '../platform/plain-names.ts';

/**
 * Puts {@link plainName} on all that comes in: every name of a person or a channel in an answer or an event of Stream is made plain before anybody sees
 * it, the vendor's own parts among them, which draw names in many places. What leaves is not touched. Once for a client.
 */
export const makeNamesPlain = (client: StreamChat): void => {
  client.axiosInstance.interceptors.response.use((response) => {
    makePlainIn(response.data);
    return response;
  });
  const dispatch = client.dispatchEvent;
  client.dispatchEvent = (event: Event) => {
    makePlainIn(event);
    dispatch(event);
  };
};

/** Only in what JSON is made of: live objects of the client have had theirs. */
const makePlainIn = (value: unknown): void => {
  if (Array.isArray(value)) value.forEach(makePlainIn);
  if (!isPlainObject(value)) return;
  if (typeof value.id === 'string' && typeof value.name === 'string') {
    const plain = plainName(value.name);
    if (plain !== value.name) value.name = plain;
  }
  Object.values(value).forEach(makePlainIn);
};

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(Object.getPrototypeOf(value) ?? Object.prototype) === null;
