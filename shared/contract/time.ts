import * as z from 'zod/mini';

/** A moment in an answer: ISO 8601 in UTC, as `2026-11-22T10:00:00.000Z`. */
export const time = z.iso.datetime();
