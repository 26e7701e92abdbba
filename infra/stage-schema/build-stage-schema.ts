import * as z from 'zod';
import { stageFile } from '../stage-config.ts';
import { anyIssuer, identityProvider, ownUserPool } from '../stage-parts.ts';

/** What is refined by code has no place in a JSON schema; what the code says in the end counts. */
export const buildStageSchema = (): object => ({
  $comment:
    'Made by npm run stage-schema from infra/stage-config.ts, which checks more than can be said here.',
  title: 'A stage of Sealed Stream',
  ...z.toJSONSchema(stageFile, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === identityProvider.in) Object.assign(clear(jsonSchema), eitherProvider());
    },
  }),
});

/** The code tells the two apart by their key, so that a mistake is named as one of the kind that was meant. */
const eitherProvider = () => ({
  anyOf: [anyIssuer, ownUserPool].map((kind) => {
    const { $schema: _, ...schema } = z.toJSONSchema(kind, { io: 'input' });
    return schema;
  }),
});

const clear = (schema: object): object => {
  for (const key of Object.keys(schema)) Reflect.deleteProperty(schema, key);
  return schema;
};
