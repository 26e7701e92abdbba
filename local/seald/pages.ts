import type { Context } from 'hono';
import { ApiError } from './api-error.ts';

/** Kept small so that ordinary use crosses page borders. */
const PAGE_SIZE = 10;

/** One page of a list, as asked by `?page=` (1 is the first); an empty list is one empty page. Throws 404 beyond the last. */
export const onePage = <Item>(c: Context, items: readonly Item[]): { nb_page: number; items: Item[] } => {
  const page = Number(c.req.query('page') ?? 1);
  const nbPage = Math.max(1, Math.ceil(items.length / PAGE_SIZE));
  if (!Number.isInteger(page) || page < 1 || page > nbPage)
    throw new ApiError(404, 'NOT_FOUND', 'no such page');
  return { nb_page: nbPage, items: items.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE) };
};
