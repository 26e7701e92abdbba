import type { RouteSpec } from '../template/deployment.ts';

export type RouteMatch = { route: RouteSpec; pathParameters: Record<string, string> };

/**
 * The route a request goes to, or undefined. "The most specific match" wins ("Create routes for HTTP APIs"): a full path
 * before one with parameters, that before a greedy `{proxy+}`, all before `$default`; a method before `ANY`.
 */
export const matchRoute = (routes: RouteSpec[], method: string, path: string): RouteMatch | undefined =>
  routes
    .filter((route) => route.method === 'ANY' || route.method === method)
    .map((route) => ({ route, pathParameters: matchPath(route.path, path) }))
    .filter((match): match is RouteMatch => match.pathParameters !== undefined)
    .sort((one, other) => rank(other.route) - rank(one.route))[0];

const rank = ({ method, path }: RouteSpec) => {
  const byPath = path === '$default' ? 0 : path.includes('+}') ? 2 : path.includes('{') ? 4 : 6;
  return byPath + (method === 'ANY' ? 0 : 1);
};

const matchPath = (pattern: string, path: string): Record<string, string> | undefined => {
  if (pattern === '$default') return {};
  const wanted = pattern.split('/');
  const given = path.split('/');
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const name = /^\{(.+?)(\+?)\}$/.exec(part);
    const value = name?.[2] ? given.splice(index).join('/') : given[index];
    if (name?.[1] && value) parameters[name[1]] = decode(value);
    else if (part !== value) return undefined;
    if (name?.[2]) return parameters;
  }
  return given.length === wanted.length ? parameters : undefined;
};

const decode = (part: string) => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
