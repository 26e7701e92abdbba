import type { IncomingMessage } from 'node:http';
import type { Service } from './fault-kinds.ts';

/** What a call asks for, in words that are the same in each run: no ids, no times. */
export const callName = (
  service: Service,
  { method, url = '', headers }: IncomingMessage,
  body: string,
): string => {
  if (service === 'dynamodb') return dynamodbName(String(headers['x-amz-target']), body);
  if (service === 'secrets') return `GetSecretValue ${/([a-z]+)"\}$/.exec(body)?.[1] ?? ''}`;
  if (service === 'sns') return new URLSearchParams(body).get('Action') ?? '';
  const path = new URL(url, 'http://local').pathname;
  return `${method} ${path.split('/').map(wordOf).join('/')}`;
};

const dynamodbName = (target: string, body: string): string => {
  const operation = target.split('.')[1] ?? '';
  const kind = (name: string) => new RegExp(`":?${name}":\\{"S":"([A-Z+]+)`).exec(body)?.[1];
  const [pk, sk] = [kind('pk'), kind('sk') ?? kind('from')];
  return `${operation} ${pk ?? '?'}${sk && sk !== pk ? `/${sk}` : ''}${indexIn(body)}`;
};

const indexIn = (body: string): string => (body.includes('"IndexName"') ? ' by session' : '');

/** Words of Stream's own paths are small letters; ids of ours have a capital letter, a digit or a mark. */
const wordOf = (part: string): string => (/^[a-z_]*$/.test(part) || part === 'v1' ? part : '{id}');
