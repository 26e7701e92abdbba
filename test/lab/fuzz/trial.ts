import type { Chance } from '../../model/chance.ts';
import type { Coverage } from './coverage.ts';
import { mutate, oneOf } from './mutate.ts';
import type { Target } from './target.ts';

/** An input that broke a promise, and which. */
export type Finding = { input: string; promise: string };

/** What a target says to an input; a broken promise in words, or null. */
export const brokenPromise = async (target: Target, input: string): Promise<string | null> => {
  try {
    await target.tryOne(input);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** As many inputs go before each look at what was reached. */
const BATCH = 2048;
/** How often the next input is made from one of the last that were kept, and how many those are. */
const FROM_NEWEST = 0.3;
const NEWEST = 20;

/** Inputs tried, and those kept because something new came of them: an answer, or code that was reached where that is watched. */
export class Trial {
  readonly kinds = new Set<string>();
  readonly kept: string[];
  accepted = 0;
  tried = 0;
  finding: Finding | null = null;
  readonly #target: Target;
  readonly #coverage: Coverage | null;

  constructor(target: Target, kept: readonly string[], coverage: Coverage | null = null) {
    this.#target = target;
    this.#coverage = coverage;
    this.kept = [...kept];
  }

  /** Tries what is kept, and then so many inputs made of it. Ends at the first broken promise. */
  async run(inputs: number, chance: Chance): Promise<void> {
    const most = this.tried + inputs;
    await this.#try([...this.kept]);
    while (this.tried < most && !this.finding)
      await this.#try(Array.from({ length: Math.min(BATCH, most - this.tried) }, () => this.#next(chance)));
  }

  #next(chance: Chance): string {
    const from = chance.happens(FROM_NEWEST) ? this.kept.slice(-NEWEST) : this.kept;
    return mutate(oneOf(chance, from), chance, this.#target.material);
  }

  async #try(inputs: readonly string[]): Promise<void> {
    for (const input of inputs) {
      this.tried++;
      await this.#tryOne(input);
      if (this.finding) return;
    }
    if (this.#coverage?.grew()) await this.#keepNew(inputs, this.#coverage);
  }

  async #tryOne(input: string): Promise<void> {
    try {
      const { isAccepted, kind } = await this.#target.tryOne(input);
      if (isAccepted) this.accepted++;
      if (this.kinds.has(kind)) return;
      this.kinds.add(kind);
      this.kept.push(input);
    } catch (error) {
      this.finding = { input, promise: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Which of them reached something new is not in the sum: so each half is tried again. */
  async #keepNew(inputs: readonly string[], coverage: Coverage): Promise<void> {
    const half = inputs.length >> 1;
    if (half === 0) {
      this.kept.push(...inputs);
      return;
    }
    coverage.undo();
    for (const part of [inputs.slice(0, half), inputs.slice(half)]) {
      for (const input of part) await this.#target.tryOne(input);
      if (coverage.grew()) await this.#keepNew(part, coverage);
    }
  }
}
