import type { Deployment, RouteSpec } from '../template/deployment.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/**
 * True when a request to this route may pass. A route with limits of its own has its own bucket in place of the
 * stage's; all others share the stage's ("Throttle requests to your HTTP APIs": route settings override the stage's).
 */
export const createThrottle = ({ routes, throttle }: Deployment): ((route: RouteSpec) => boolean) => {
  const stage = throttle && createTokenBucket(throttle);
  const own = new Map<RouteSpec, TokenBucket>();
  for (const route of routes) if (route.throttle) own.set(route, createTokenBucket(route.throttle));
  return (route) => (own.get(route) ?? stage)?.take() ?? true;
};
