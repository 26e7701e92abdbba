import type { Chance } from '../../model/chance.ts';

/** What changes may put into an input: names and values of fields, and pieces of text. */
export type Material = {
  names: readonly string[];
  values: readonly unknown[];
  scraps: readonly string[];
};

type Hand = { chance: Chance; material: Material };

const LONGEST = 21_000;
const MOST_CHANGES = 4;

/** Another input made of this one by some changes, of what its JSON says or of its letters. The same for the same chance. */
export const mutate = (input: string, chance: Chance, material: Material): string => {
  let changed = input;
  const hand = { chance, material };
  for (let changes = 1 + chance.below(MOST_CHANGES); changes > 0; changes--)
    changed = chance.happens(0.8) ? changeAsJson(changed, hand) : changeText(changed, hand);
  return changed.slice(0, LONGEST);
};

/** Chooses one. */
export const oneOf = <T>(chance: Chance, all: readonly T[]): T => all[chance.below(all.length)] as T;

const changeAsJson = (text: string, hand: Hand): string => {
  const value = readJson(text);
  return (isNode(value) ? writeJson(changeWithin(value, hand)) : undefined) ?? changeText(text, hand);
};

/** What is read may still be too deep to be written. */
const writeJson = (node: Node): string | undefined => {
  try {
    return JSON.stringify(node);
  } catch {
    return undefined;
  }
};

const readJson = (text: string): unknown => {
  if (!text.startsWith('{') && !text.startsWith('[')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

type Node = Record<string, unknown> | unknown[];
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Goes down some way, and changes what it finds there. */
const changeWithin = (node: Node, hand: Hand): Node => {
  const names = Object.keys(node);
  if (names.length === 0 || hand.chance.happens(0.2)) return changeNode(node, hand);
  const name = oneOf(hand.chance, names);
  const child = (node as Record<string, unknown>)[name];
  const next =
    isNode(child) && hand.chance.happens(0.8) ? changeWithin(child, hand) : changeValue(child, hand);
  put(node, name, next);
  return node;
};

const changeNode = (node: Node, { chance, material }: Hand): Node => {
  if (Array.isArray(node)) {
    const at = chance.below(node.length + 1);
    if (chance.happens(0.3)) node.splice(at, 1);
    else node.splice(at, 0, oneOf(chance, node.length > 0 && chance.happens(0.5) ? node : material.values));
    return node;
  }
  const names = Object.keys(node);
  const name = oneOf(chance, names.length > 0 ? names : ['x']);
  const kind = chance.below(4);
  if (kind < 2) put(node, oneOf(chance, material.names), oneOf(chance, material.values));
  else {
    const value = node[name];
    delete node[name];
    if (kind === 3) put(node, oneOf(chance, material.names), value);
  }
  return node;
};

/** As `JSON.parse` does: `__proto__` is a name like any other. */
const put = (node: Node, name: string, value: unknown): void => {
  Object.defineProperty(node, name, { value, writable: true, enumerable: true, configurable: true });
};

const NUMBERS = [0, -0, 1, -1, 1.5, 255, 256, 2 ** 31, 2 ** 53, 1e18, 1_795_883_635_319_000_000, 1e300];

const changeValue = (value: unknown, hand: Hand): unknown => {
  const { chance, material } = hand;
  if (chance.happens(0.25)) return oneOf(chance, material.values);
  if (typeof value === 'string') return changeAsJson(value, hand);
  if (typeof value === 'number')
    return chance.happens(0.5) ? oneOf(chance, NUMBERS) : value + chance.below(3) - 1;
  if (typeof value === 'boolean') return !value;
  return oneOf(chance, material.values);
};

const changeText = (text: string, { chance, material }: Hand): string => {
  const from = chance.below(text.length + 1);
  const to = Math.min(text.length, from + 1 + chance.below(chance.happens(0.7) ? 4 : 200));
  const cut = text.slice(from, to);
  return text.slice(0, from) + pieceFor(cut, { chance, material }) + text.slice(to);
};

const pieceFor = (cut: string, { chance, material }: Hand): string => {
  switch (chance.below(7)) {
    case 0:
      return '';
    case 1:
      return cut + cut;
    case 2:
      return oneOf(chance, material.scraps);
    case 3:
      return cut + oneOf(chance, material.scraps);
    case 4:
      return String.fromCharCode((cut.charCodeAt(0) || 0) ^ (1 << chance.below(8))) + cut.slice(1);
    case 5:
      return String.fromCharCode(chance.below(chance.happens(0.8) ? 128 : 65_536)) + cut.slice(1);
    default:
      return cut.toUpperCase() === cut ? cut.toLowerCase() : cut.toUpperCase();
  }
};
