import type { Context } from 'hono';
import { NotFoundError } from './api-error.ts';

/** Kept small so that ordinary use crosses page borders; `?page_size=` up to 100 overrides it [pub: go-seald-sdk retrieveSigchain, listGroupMembers]. */
const PAGE_SIZE = 10;

/** One page of a list, as asked by `?page=` (1 is the first); an empty list is one empty page. Throws 404 beyond the last. */
export const onePage = <Item>(c: Context, items: readonly Item[]): { nb_page: number; items: Item[] } => {
  const page = Number(c.req.query('page') ?? 1);
  const asked = Number(c.req.query('page_size') ?? PAGE_SIZE);
  const pageSize = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 100) : PAGE_SIZE;
  const nbPage = Math.max(1, Math.ceil(items.length / pageSize));
  if (!Number.isInteger(page) || page < 1 || page > nbPage) throw new NotFoundError('Page');
  return { nb_page: nbPage, items: items.slice((page - 1) * pageSize, page * pageSize) };
};
