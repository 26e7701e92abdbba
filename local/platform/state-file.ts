import { readFileSync } from 'node:fs';

/** A file of the stack's state that is there and cannot be read. */
export class DamagedStateError extends Error {
  override readonly name = 'DamagedStateError';
  constructor(file: string, options: ErrorOptions) {
    super(
      `The stack's state is damaged: ${file} cannot be read. ` +
        'Start without it: npm start -- --fresh (which forgets all users, messages and keys).',
      options,
    );
  }
}

/** Reads a file of the stack's state; undefined when there is none. Throws {@link DamagedStateError} for one that `parse` does not take. */
export const readStateFile = <State>(file: string, parse: (bytes: Buffer) => State): State | undefined => {
  try {
    return parse(readFileSync(file));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DamagedStateError(file, { cause });
  }
};

/** Takes an object of JSON, and nothing else. */
export const parseJsonObject = <State extends object>(bytes: Buffer): State => {
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new SyntaxError('not an object');
  return value as State;
};
