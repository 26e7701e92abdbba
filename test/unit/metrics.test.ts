import { expect, it, jest } from '@jest/globals';
import { count, measure } from '../../shared/metrics.ts';

const written = (act: () => void): unknown => {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  act();
  spy.mockRestore();
  expect(lines.join('')).toMatch(/^[^\n]+\n$/);
  return JSON.parse(lines.join(''));
};

it("writes a metric as a line of its own to standard output, in CloudWatch's embedded format", () => {
  expect(written(() => measure('RequestLatency', 12, 'token'))).toEqual({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        {
          Namespace: 'SealedStream',
          Dimensions: [['stage'], ['stage', 'route']],
          Metrics: [{ Name: 'RequestLatency', Unit: 'Milliseconds' }],
        },
      ],
    },
    stage: 'unset',
    route: 'token',
    RequestLatency: 12,
  });
});

it('counts one, for the whole stage, and names the stage', () => {
  process.env.STAGE = 'prod';
  const line = written(() => count('EnrollNew'));
  delete process.env.STAGE;
  expect(line).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Dimensions: [['stage']] }] },
    EnrollNew: 1,
    stage: 'prod',
  });
});
