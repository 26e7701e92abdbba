/*
 * What browsers, Node and React Native all have, by other names or none. Each type is the one of the app's own globals where there is one, so
 * that the package's declarations need neither DOM nor Node types.
 */

export type PlatformBlob = typeof globalThis extends { Blob: { prototype: infer T } } ? T : BlobLike;

type BlobLike = { readonly size: number; readonly type: string };

export type PlatformFetch = typeof globalThis extends { fetch: infer T } ? T : FetchLike;

type FetchLike = (address: string, options?: object) => Promise<ResponseLike>;

type ResponseLike = {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  blob(): Promise<PlatformBlob>;
};

export type PlatformAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer T } }
  ? T
  : AbortSignalLike;

/** As much of an `AbortSignal` as is asked for; React Native's before 0.87 has no more, and no `reason`. */
export type AbortSignalLike = {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};
