import { describe, expect, it } from '@jest/globals';
import { ambiguousEnds, stageName } from '../../infra/stage-parts.ts';
import { resources, templates } from './template.ts';

const { example: template } = await templates();
const PREFIX = 'sealed-stream-example-';

/** What a resource of the type is called, without the stage: each name of ours, and none that AWS makes up. */
const namesOf = (type: string): string[] =>
  Object.values(resources(template, type))
    .flatMap(({ Properties }) => Object.values(Properties ?? {}))
    .filter((value): value is string => typeof value === 'string' && value.startsWith(PREFIX))
    .map((value) => value.slice(PREFIX.length));

/** Metric alarms and composite ones share their names. */
const kindOf = (type: string): string => type.replace('Composite', '');
const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))];
const named = [...new Set(types.map(kindOf))]
  .map((kind) => [kind, types.filter((type) => kindOf(type) === kind).flatMap(namesOf)] as const)
  .filter(([, names]) => names.length > 0);

describe('two stages in one account', () => {
  it('are told apart by functions, alarms and all else that has a name of ours', () => {
    expect(named.map(([type]) => type)).toEqual(
      expect.arrayContaining(['AWS::Lambda::Function', 'AWS::CloudWatch::Alarm', 'AWS::SNS::Topic']),
    );
  });

  it.each(named.filter(([, names]) => names.length > 1))(
    '%s: a stage whose names would be those of another is refused',
    (_, names) => {
      const ends = names.flatMap((name) =>
        names.filter((other) => name.endsWith(`-${other}`)).map((other) => name.slice(0, -other.length - 1)),
      );
      for (const end of ends) expect(stageName.safeParse(`mx-${end}`).success).toBe(false);
    },
  );

  it('says which ends those are, and refuses nothing else', () => {
    expect([...ambiguousEnds].sort()).toEqual(['export', 'register']);
    const [problem] = stageName.safeParse('mx-export').error?.issues ?? [];
    expect(problem?.message).toContain('must not end with -export or -register');
    for (const name of ['export', 'mx', 'prod-eu', 'exports', 'mx-exporter', 'register2'])
      expect(stageName.safeParse(name).success).toBe(true);
  });
});
