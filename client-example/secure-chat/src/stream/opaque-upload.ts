import { looksLikeEncryptedFile } from '../seald/encrypted-file.ts';

/** The random name under which encrypted files are uploaded. */
export const opaqueFileName = (id: string): string => `${id}.bin`;

const OPAQUE_NAME = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.bin$/;

export const OPAQUE_TYPE = 'application/octet-stream';

/** Whether an upload's form has nothing in it but one encrypted file under a random name. */
export const isOpaqueUpload = async (form: unknown): Promise<boolean> => {
  if (!(form instanceof FormData)) return false;
  const [entry, ...rest] = [...form.entries()];
  if (!entry || rest.length > 0) return false;
  const [field, file] = entry;
  return (
    field === 'file' &&
    typeof file !== 'string' &&
    file.type === OPAQUE_TYPE &&
    OPAQUE_NAME.test(file.name) &&
    looksLikeEncryptedFile(file)
  );
};
