import { isShownImage, type PickedFiles } from '@sealed-stream/secure-chat/react';
import { File } from 'expo-file-system';
import { ImageManipulator, SaveFormat } from 'expo-image-manipulator';
import type { PhoneFile } from '../device/device-file';

const THUMBNAIL_PIXELS = 32;

/** What Stream's picker of attachments answers. */
type FileReference = { uri?: string; name?: string; type?: string; size?: number };

/** Files as Stream's picker of attachments answers them. */
export const pickedFiles: PickedFiles = {
  fileOf: (picked) => {
    const { uri, name, type, size } = (picked ?? {}) as FileReference;
    if (!uri) return null;
    const file = new File(uri);
    const found: PhoneFile = {
      uri,
      name: name ?? file.name,
      type: type ?? file.type,
      size: size || (file.size ?? 0),
    };
    return found as never; // a blob to the core, which asks `platform.readFile` for its bytes
  },
  thumbnailOf: async (file) => {
    if (!isShownImage({ mimeType: file.type })) return undefined;
    try {
      const small = ImageManipulator.manipulate((file as unknown as PhoneFile).uri).resize({
        width: THUMBNAIL_PIXELS,
      });
      const saved = await (await small.renderAsync()).saveAsync({
        base64: true,
        compress: 0.5,
        format: SaveFormat.JPEG,
      });
      new File(saved.uri).delete();
      return saved.base64 && `data:image/jpeg;base64,${saved.base64}`;
    } catch {
      return undefined; // then there is none, as for a picture that this phone cannot draw
    }
  },
};
