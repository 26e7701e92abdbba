/** Bytes of one upload that Stream takes (stream.md section 10.3). */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;
