import type { Price } from './prices.ts';

/** Of an average month. */
export const HOURS_A_MONTH = 730;

export type CostLine = { item: string; quantity: number; unit: string; monthlyUsd: number };

/** What so much of something costs in a month. */
export const costLine = (item: string, price: Price, quantity: number, unit: string): CostLine => ({
  item,
  quantity,
  unit,
  monthlyUsd: (quantity / price.per) * price.usd,
});
