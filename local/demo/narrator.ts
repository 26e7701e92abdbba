import colors from 'picocolors';

export type Narrator = {
  /** Says what is being done, does it, and says how long it took. */
  step: <Result>(label: string, work: () => Promise<Result>) => Promise<Result>;
  /** Says what was found out, below the step it belongs to. */
  note: (text: string) => void;
  /** The step under way or done last. */
  current: () => string;
};

const LABEL_WIDTH = 66;

/** Tells the play step by step; `write` gets raw text, such as `process.stdout.write`. */
export const createNarrator = (write: (text: string) => void): Narrator => {
  let current = '';
  const step = async <Result>(label: string, work: () => Promise<Result>): Promise<Result> => {
    current = label;
    write(`  ${`${label} `.padEnd(LABEL_WIDTH, '.')} `); // before the work, so that a slow one is never a silent one
    const began = performance.now();
    try {
      const result = await work();
      write(`${colors.dim(seconds(performance.now() - began))} ${colors.green('done')}\n`);
      return result;
    } catch (error) {
      write(`${colors.red('failed')}\n`);
      throw error;
    }
  };
  return { step, note: (text) => write(`${colors.dim(`    ${text}`)}\n`), current: () => current };
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2).padStart(6)} s`;
