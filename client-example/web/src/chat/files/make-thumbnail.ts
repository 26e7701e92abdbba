import { THUMBNAIL_MAX_LENGTH } from '@sealed-stream/secure-chat';

const LONGEST_SIDE = 96;

/** A small JPEG of a picture as a data URL, to show while the picture itself is fetched; undefined for anything else. Never throws. */
export const makeThumbnail = async (file: Blob): Promise<string | undefined> => {
  if (!file.type.startsWith('image/') || file.type.includes('svg')) return undefined;
  try {
    const bitmap = await createImageBitmap(file);
    const drawn = draw(bitmap);
    bitmap.close();
    const thumbnail = drawn.toDataURL('image/jpeg', 0.6);
    return thumbnail.length <= THUMBNAIL_MAX_LENGTH ? thumbnail : undefined;
  } catch {
    return undefined;
  }
};

const draw = (bitmap: ImageBitmap): HTMLCanvasElement => {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
};
