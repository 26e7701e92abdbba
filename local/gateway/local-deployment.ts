import type { Deployment } from '../template/deployment.ts';

/** What differs between a deployed stack and one on this machine: the places it names. */
export type Replacements = {
  /** Issuer of every JWT authorizer. */
  issuer?: string;
  corsOrigins?: string[];
  /** Values for function variables; each is given only to functions that have a variable of that name. */
  variables?: Record<string, string>;
};

/** The deployment with the places of this run put in. What the template does not have is not added. */
export const localDeployment = (deployment: Deployment, replace: Replacements): Deployment => {
  const { issuer, corsOrigins, variables = {} } = replace;
  return {
    ...deployment,
    functions: deployment.functions.map((spec) => ({
      ...spec,
      environment: { ...spec.environment, ...pickKnown(variables, spec.environment) },
    })),
    routes: deployment.routes.map((route) => ({
      ...route,
      authorizer: route.authorizer && { ...route.authorizer, issuer: issuer ?? route.authorizer.issuer },
    })),
    cors: deployment.cors && {
      ...deployment.cors,
      allowOrigins: corsOrigins ?? deployment.cors.allowOrigins,
    },
  };
};

const pickKnown = (variables: Record<string, string>, known: Record<string, string>) =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => name in known));
