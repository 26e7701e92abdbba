import { fromBase64 } from './base64.ts';
import type { PlatformBlob } from './web-types.ts';

/** The bytes of a file, from `start` to before `end`; all of them unless told. */
export type ReadFile = (file: PlatformBlob, start?: number, end?: number) => Promise<Uint8Array>;

export const readBlob: ReadFile = async (file, start = 0, end = file.size) => {
  const part = file.slice(start, end);
  if (typeof part.arrayBuffer === 'function') return new Uint8Array(await part.arrayBuffer());
  const [, base64 = ''] = (await dataUrlOf(part)).split(',', 2);
  return fromBase64(base64);
};

/** The one way to the bytes of a blob that every React Native has. */
const dataUrlOf = (blob: PlatformBlob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

export type FormEntry = { field: string; value: string | (PlatformBlob & { readonly name: string }) };

/** What is in a form; null when that cannot be seen, as on React Native, or when it is no form. */
export const entriesOf = (form: unknown): FormEntry[] | null => {
  if (typeof FormData !== 'function' || !(form instanceof FormData)) return null;
  const { entries } = form as { entries?: () => Iterable<[string, FormEntry['value']]> }; // React Native's types have none
  if (typeof entries !== 'function') return null;
  return Array.from(entries.call(form), ([field, value]) => ({ field, value }));
};
