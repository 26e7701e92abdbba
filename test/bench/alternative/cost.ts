import { bytes, logDays } from '../../../operations/cost/assumptions.ts';
import { type CostLine, costLine, HOURS_A_MONTH } from '../../../operations/cost/cost-line.ts';
import { type Load, usageOf } from '../../../operations/cost/usage.ts';
import { prices, server, sharedCalls } from './cost-assumptions.ts';

const GB = 1_000_000_000;
const SECONDS_A_MONTH = HOURS_A_MONTH * 3600;

/** What the article's design costs in a month: a pure sum, as `costOf` is for ours. */
export const alternativeLines = (load: Load): CostLine[] => {
  const { calls } = usageOf(load);
  const requests = sharedCalls.reduce((sum, name) => sum + calls[name], 0);
  const tasks = tasksFor(requests);
  const units = (requests * server.connectionsPerRequest) / server.connectionsPerUnit / 3600;
  const logs = (requests * server.logBytesPerRequest) / GB;
  const hours = (count: number) => count * HOURS_A_MONTH;
  return [
    costLine('Tasks', prices.fargateCpuHour, hours(tasks * server.cpuOfTask), 'vCPU-hours'),
    costLine('Memory of tasks', prices.fargateGbHour, hours(tasks * server.gbOfTask), 'GB-hours'),
    costLine('Load balancer', prices.balancerHour, hours(1), 'hours'),
    costLine('Load balancer units', prices.balancerUnitHour, units, 'hours'),
    costLine('Database', prices.databaseHour, hours(1), 'hours'),
    costLine('Database storage', prices.databaseGbMonth, server.databaseGb, 'GB'),
    costLine('Public addresses', prices.addressHour, hours(server.balancerAddresses + tasks), 'hours'),
    costLine('Secrets', prices.secretMonth, server.secrets, 'secrets'),
    costLine('Logs', prices.logGb, logs, 'GB'),
    costLine('Logs kept', prices.logGbMonth, logs * (logDays / 30), 'GB'),
    costLine('Alarms', prices.alarmMonth, server.alarms, 'metrics'),
    costLine('Data out', prices.dataOutGb, (requests * bytes.answer) / GB, 'GB'),
  ];
};

const tasksFor = (requests: number): number => {
  const perSecond = (requests / SECONDS_A_MONTH) * server.peak;
  return Math.max(server.tasks, Math.ceil(perSecond / server.requestsPerSecondOfTask));
};
