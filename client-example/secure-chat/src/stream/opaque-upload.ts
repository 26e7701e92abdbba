import { ClearTextBlockedError } from '../errors.ts';
import { entriesOf, type ReadFile } from '../platform/file-bytes.ts';
import { looksLikeEncryptedFile, START_BYTES } from '../seald/encrypted-file.ts';

/** The random name under which encrypted files are uploaded. */
export const opaqueFileName = (id: string): string => `${id}.bin`;

const OPAQUE_NAME = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.bin$/;

export const OPAQUE_TYPE = 'application/octet-stream';

/** Forms whose bytes were looked at before they went in: not everywhere can one look into a form. */
const vouchedFor = new WeakSet<object>();

/** Says that nothing but these bytes, under a random name, is in this form. Throws `ClearTextBlockedError` unless they look encrypted. */
export const vouchForUpload = (form: object, bytes: Uint8Array): void => {
  if (!looksLikeEncryptedFile(bytes)) throw new ClearTextBlockedError('file');
  vouchedFor.add(form);
};

/** Whether an upload's form has nothing in it but one encrypted file under a random name. Where that cannot be seen, a vouched form is taken. */
export const isOpaqueUpload = async (form: unknown, readFile: ReadFile): Promise<boolean> => {
  const entries = entriesOf(form);
  if (!entries) return typeof form === 'object' && form !== null && vouchedFor.has(form);
  const [entry, ...rest] = entries;
  if (!entry || rest.length > 0) return false;
  const { field, value } = entry;
  return (
    field === 'file' &&
    typeof value !== 'string' &&
    value.type === OPAQUE_TYPE &&
    OPAQUE_NAME.test(value.name) &&
    looksLikeEncryptedFile(await readFile(value, 0, START_BYTES))
  );
};
