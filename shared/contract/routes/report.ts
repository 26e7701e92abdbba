import { reportRequest, reportResponse } from '../report.ts';
import { anyRecord, type Route } from '../route.ts';

export const report = {
  name: 'report',
  method: 'POST',
  path: '/reports',
  access: 'user',
  budget: 'reports',
  summary:
    'Report a message of somebody else, as its author signed it, to the team that runs the chat; safe to repeat, and a repeat takes the place of what was sent before',
  request: reportRequest,
  response: reportResponse,
  statuses: [201, 200],
  errors: [...anyRecord, 'REPORT_NOT_PROVEN', 'REPORTS_NOT_SET_UP'],
} as const satisfies Route;
