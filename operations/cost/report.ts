import type { CostLine } from './cost-line.ts';
import type { Cost, Options } from './model.ts';
import { PRICES_OF } from './prices.ts';
import type { Load } from './usage.ts';

/** Lines that cost less are told in one. */
const WORTH_A_LINE_USD = 0.01;

const usd = (amount: number): string => amount.toFixed(2);
const count = (quantity: number): string =>
  quantity.toLocaleString('en-US', { maximumFractionDigits: quantity < 100 ? 2 : 0 });

/** The cost as a table in plain text, the dearest line first. */
export const describeCost = (load: Load, options: Options, cost: Cost): string =>
  [
    `${count(load.users)} users, ${count(load.messages)} messages a month, ${count(load.members)} people in a channel`,
    `AWS list prices of ${PRICES_OF.date}, ${PRICES_OF.region}, USD before tax, no free tier`,
    '',
    row('', 'quantity', '', 'a month', 'per 1,000 messages', 'share'),
    ...tableOf(cost).map((line) => rowOf(line, load, cost)),
    '',
    `In all ${usd(cost.monthlyUsd)} a month${perThousand(cost)}. With nobody there it is ${usd(cost.fixedUsd)}.`,
    `What costs most: ${cost.dominant.item}.`,
    ...leftOut(options, cost),
  ].join('\n');

const tableOf = ({ lines }: Cost): CostLine[] => {
  const [large, small] = [
    lines.filter((line) => line.monthlyUsd >= WORTH_A_LINE_USD),
    lines.filter((line) => line.monthlyUsd < WORTH_A_LINE_USD),
  ];
  const rest = small.reduce((sum, line) => sum + line.monthlyUsd, 0);
  const sorted = large.sort((one, other) => other.monthlyUsd - one.monthlyUsd);
  return [...sorted, { item: 'All others', quantity: 0, unit: '', monthlyUsd: rest }];
};

const rowOf = ({ item, quantity, unit, monthlyUsd }: CostLine, { messages }: Load, cost: Cost): string =>
  row(
    item,
    unit ? count(quantity) : '',
    unit,
    usd(monthlyUsd),
    messages > 0 ? ((monthlyUsd / messages) * 1000).toFixed(5) : '',
    `${((monthlyUsd / cost.monthlyUsd) * 100).toFixed(1)} %`,
  );

const row = (
  item: string,
  quantity: string,
  unit: string,
  monthly: string,
  perMessages: string,
  share: string,
) =>
  `${item.padEnd(34)}${quantity.padStart(14)} ${unit.padEnd(11)}${monthly.padStart(10)}${perMessages.padStart(20)}${share.padStart(8)}`;

const perThousand = ({ perThousandMessagesUsd }: Cost): string =>
  perThousandMessagesUsd === undefined ? '' : `, ${perThousandMessagesUsd.toFixed(4)} per 1,000 messages`;

const leftOut = (options: Options, { lines }: Cost): string[] => {
  const codes = lines.find(({ unit }) => unit === 'codes')?.quantity ?? 0;
  const missing = [
    options.streamMonthly === 0 ? 'Stream (--stream-monthly)' : '',
    options.sealdMonthly === 0 ? 'Seald (--seald-monthly)' : '',
    options.codePrice === 0 ? `${count(codes)} codes by SMS or e-mail (--code-price)` : '',
  ].filter((text) => text !== '');
  return missing.length > 0 ? [`Not in it: ${missing.join(', ')}.`] : [];
};
