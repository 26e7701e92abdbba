import type { Dynamodb } from '../../shared/adapters/dynamodb-client.ts';

type Input = Record<string, unknown>;
type Around = (call: keyof Dynamodb, input: Input, go: () => Promise<object>) => Promise<object>;

/** Has every call of this client go through `around`, which may look at its input, change it, and let it go. */
export const aroundCalls = (db: Dynamodb, around: Around): void => {
  for (const name of Object.keys(db) as (keyof Dynamodb)[]) {
    const call = db[name] as (input: Input, options?: object) => Promise<object>;
    const watched = (input: Input, options?: object) => around(name, input, () => call(input, options));
    Object.assign(db, { [name]: watched });
  }
};
