import type { Deployment } from '../template/deployment.ts';

/** What differs between a deployed stack and one on this machine: the places it names. */
export type Replacements = {
  /** Issuer of every JWT authorizer. */
  issuer?: string;
  /** Origin of the API. */
  api?: string;
  corsOrigins?: string[];
  /** Values for function variables; each is given only to functions that have a variable of that name. */
  variables?: Record<string, string>;
  /** The same for one function, by its short name (`token`, `sweep`). */
  variablesOf?: (name: string) => Record<string, string>;
};

/** The deployment with the places of this run put in. What the template does not have is not added. */
export const localDeployment = (deployment: Deployment, replace: Replacements): Deployment => {
  const { issuer, api, corsOrigins, variables = {}, variablesOf = () => ({}) } = replace;
  const { apiEndpoint } = deployment;
  const atHome = (text: string) =>
    api && apiEndpoint && text.startsWith(`${apiEndpoint}/`) ? api + text.slice(apiEndpoint.length) : text;
  return {
    ...deployment,
    functions: deployment.functions.map((spec) => ({
      ...spec,
      environment: {
        ...mapValues(spec.environment, atHome),
        ...pickKnown({ ...variables, ...variablesOf(spec.name) }, spec.environment),
      },
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

const mapValues = (record: Record<string, string>, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
