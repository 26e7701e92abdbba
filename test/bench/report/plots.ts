import { type EChartsOption, init } from 'echarts';
import type { Curve, Row, Table } from '../bench.ts';
import { numberWord } from './words.ts';

const WIDTH = 860;
const COLORS = { value: '#2563eb', floor: '#94a3b8', alternative: '#f59e0b' };
const SERIES_COLORS = [
  '#2563eb',
  '#f59e0b',
  '#16a34a',
  '#dc2626',
  '#7c3aed',
  '#0891b2',
  '#94a3b8',
  '#be185d',
];
const FONT = 'system-ui, sans-serif';

/** A table as bars: floor, value and alternative of each row beside each other. An SVG. */
export const tablePlot = ({ title, unit, rows }: Table): string => {
  const kinds = KINDS.filter((kind) => rows.some((row) => row[kind]));
  const top = 76;
  const names = rows.map(({ name }) => name);
  return draw(top + 40 + rows.length * (14 + kinds.length * 14), {
    ...common(title, unit, kinds),
    grid: { left: widthOf(names) + 24, right: 70, top, bottom: 34 },
    xAxis: { type: isWide(rows, kinds) ? 'log' : 'value', ...axis },
    yAxis: {
      type: 'category',
      inverse: true,
      data: names,
      axisLabel: { ...text, width: LABEL_WIDTH, overflow: 'truncate' },
    },
    series: kinds.map((kind) => ({
      type: 'bar',
      name: kind,
      color: COLORS[kind],
      barGap: '10%',
      data: rows.map((row) => row[kind]?.median ?? null),
      label: {
        show: true,
        position: 'right',
        fontSize: 11,
        formatter: ({ value }) => (typeof value === 'number' ? numberWord(value) : ''),
      },
    })),
  });
};

type Kind = keyof typeof COLORS;
const KINDS = ['value', 'floor', 'alternative'] as const;
const LABEL_WIDTH = 380;
/** Nothing here can measure a text: what a letter takes in most fonts, and a little more. */
const LETTER_WIDTH = 7;

const widthOf = (names: readonly string[]): number =>
  Math.min(LABEL_WIDTH, Math.max(...names.map(({ length }) => length)) * LETTER_WIDTH);

/** Bars of which one is a hundred times another are told apart on a logarithmic axis only. */
const isWide = (rows: readonly Row[], kinds: readonly Kind[]): boolean => {
  const values = rows.flatMap((row) => kinds.flatMap((kind) => row[kind]?.median ?? []));
  return Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > 100;
};

/** What grows with something, as lines; their names stand below, a line each, the highest first. An SVG. */
export const curvePlot = ({ title, x, y, ...curve }: Curve): string => {
  const series = curve.series.toSorted((one, other) => lastOf(other) - lastOf(one));
  const names = series.map(({ name }) => name);
  return draw(CURVE_HEIGHT + names.length * LINE_HEIGHT + 12, {
    ...common(title, y.name, []),
    legend: { orient: 'vertical', left: 60, top: CURVE_HEIGHT, itemGap: 8, data: names, textStyle: text },
    grid: { left: 70, right: 40, top: 64, height: CURVE_HEIGHT - 64 - 60 },
    xAxis: {
      type: x.logarithmic ? 'log' : 'value',
      name: x.name,
      nameLocation: 'middle',
      nameGap: 28,
      ...axis,
    },
    yAxis: { type: y.logarithmic ? 'log' : 'value', ...axis },
    series: series.map(({ name, points }, at) => ({
      type: 'line',
      name,
      color: SERIES_COLORS[at % SERIES_COLORS.length] as string,
      lineStyle: { type: at < SERIES_COLORS.length ? 'solid' : 'dashed' },
      showSymbol: points.length <= 40,
      data: points.map(([one, other]) => [one, other]),
    })),
  });
};

const CURVE_HEIGHT = 380;
const LINE_HEIGHT = 22;
const lastOf = ({ points }: Curve['series'][number]): number => points.at(-1)?.[1] ?? 0;

/** What would be 0 with two digits behind the point. */
const isTiny = (value: number): boolean => value > 0 && value < 0.005;

const text = { color: '#334155', fontFamily: FONT };
const axis = {
  axisLabel: { ...text, formatter: (value: number) => (isTiny(value) ? String(value) : numberWord(value)) },
  nameTextStyle: text,
};

const common = (title: string, unit: string, names: readonly string[]): EChartsOption => ({
  animation: false,
  backgroundColor: '#ffffff',
  textStyle: { fontFamily: FONT },
  title: {
    text: title,
    subtext: unit,
    left: 12,
    top: 10,
    itemGap: 6,
    textStyle: { fontSize: 15, color: '#0f172a', fontFamily: FONT },
    subtextStyle: text,
  },
  ...(names.length > 1 && {
    legend: { top: 30, right: 20, itemGap: 26, data: [...names], textStyle: text },
  }),
});

const draw = (height: number, option: EChartsOption): string => {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption(option);
    return `${chart.renderToSVGString()}\n`;
  } finally {
    chart.dispose();
  }
};
