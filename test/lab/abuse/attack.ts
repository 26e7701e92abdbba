import type { Lab } from './lab.ts';

/** What came of one attack. */
export type Outcome = {
  /** How often it was tried. */
  tried: number;
  /** How often it did what the attacker wanted. */
  gotThrough: number;
  /** Said behind the numbers where they do not speak for themselves. */
  note?: string;
};

/** Something that a stranger, signed in or not, could want to do to others. */
export type Attack = {
  /** A few words; stands in the table. */
  name: string;
  /** The most that may get through: what the limits leave by design. */
  allowed: number;
  run: (lab: Lab) => Promise<Outcome>;
};
