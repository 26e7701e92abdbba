import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { type ApiRequest, namedUser } from './api-request.ts';
import { isOn } from './channel-types.ts';
import { channelOf } from './channels.ts';
import { StreamError } from './errors.ts';
import { addressOf, uploadIdIn } from './file-addresses.ts';
import { demand } from './permissions.ts';
import type { StoredUpload } from './stored.ts';
import type { World } from './world.ts';

/**
 * Uploading and deleting files (stream.md section 6); `file-addresses.ts` says where they lie, `file-server.ts` serves them.
 *
 * Left out: resizing, thumbnails, virus scans.
 */
type UploadConfig = {
  allowed_file_extensions?: string[];
  blocked_file_extensions?: string[];
  allowed_mime_types?: string[];
  blocked_mime_types?: string[];
  size_limit?: number;
};

const MAX_BYTES = 100 * 1024 * 1024;

const imageTypes = new Set([
  'image/bmp',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'image/heic-sequence',
  'image/heif',
  'image/heif-sequence',
  'image/svg+xml',
  'image/avif',
]);

/** `POST .../file` and `.../image` of a channel. Throws codes 4, 17 and 19. */
export const uploadToChannel = (kind: 'file' | 'image') => (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  demand(world, request.caller, channel, 'upload-attachment');
  if (!isOn(world, channel, 'uploads'))
    throw new StreamError('featureDisabled', 'uploads are not enabled in this channel');
  return saveUpload(world, request, kind);
};

/** `POST /uploads/file` and `/uploads/image`: outside any channel. */
export const uploadToApp = (kind: 'file' | 'image') => (world: World, request: ApiRequest) =>
  saveUpload(world, request, kind);

const saveUpload = async (world: World, request: ApiRequest, kind: 'file' | 'image') => {
  const file = request.form?.get('file');
  if (!(file instanceof File)) throw new StreamError('input', 'the multipart field "file" is missing');
  const mimeType = file.type || 'application/octet-stream';
  checkFile(world, kind, file, mimeType);
  const upload: StoredUpload = {
    id: randomUUID(),
    kind,
    name: file.name || 'file',
    mimeType,
    size: file.size,
    userId: uploader(request),
  };
  world.files.write(upload.id, new Uint8Array(await file.arrayBuffer()));
  world.state.uploads.set(upload.id, upload);
  return { file: addressOf(world, upload) };
};

const uploader = ({ caller, form }: ApiRequest): string => {
  if (caller.kind === 'user') return caller.userId;
  const user = form?.get('user');
  try {
    return namedUser({ user: typeof user === 'string' ? JSON.parse(user) : undefined }) ?? '';
  } catch {
    throw new StreamError('input', 'the multipart field "user" must be a JSON user');
  }
};

const checkFile = (world: World, kind: 'file' | 'image', file: File, mimeType: string): void => {
  const config = (world.state.app[`${kind}_upload_config`] ?? {}) as UploadConfig;
  const extension = extname(file.name).toLowerCase();
  const listed = (values: string[] | undefined, value: string) => values?.includes(value) ?? false;
  const open = (values: string[] | undefined) => (values?.length ?? 0) === 0;
  if (kind === 'image' && !imageTypes.has(mimeType))
    throw new StreamError('input', 'the file is not an image');
  if (file.size > (config.size_limit || MAX_BYTES))
    throw new StreamError('payloadTooBig', 'the file is too large');
  if (
    (!open(config.allowed_mime_types) && !listed(config.allowed_mime_types, mimeType)) ||
    (!open(config.allowed_file_extensions) && !listed(config.allowed_file_extensions, extension)) ||
    listed(config.blocked_mime_types, mimeType) ||
    listed(config.blocked_file_extensions, extension)
  )
    throw new StreamError('input', 'files of this type are not allowed');
};

/** `DELETE` of a file by its `url`, signed or not; its uploader and servers may. An unknown one is no fault. */
export const deleteUpload = (world: World, { query, caller }: ApiRequest) => {
  const id = uploadIdIn(URL.parse(query.get('url') ?? '')?.pathname ?? '');
  const upload = world.state.uploads.get(id);
  if (!upload) return {};
  if (caller.kind === 'user' && caller.userId !== upload.userId)
    throw new StreamError('notAllowed', 'only the uploader may delete a file');
  world.state.uploads.delete(id);
  world.files.remove(id);
  return {};
};

/** Everything somebody uploaded. */
export const deleteUploadsOf = (world: World, userId: string): void => {
  for (const upload of world.state.uploads.values()) {
    if (upload.userId !== userId) continue;
    world.state.uploads.delete(upload.id);
    world.files.remove(upload.id);
  }
};
