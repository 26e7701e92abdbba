import type { Resource, Template } from './assembly.ts';
import { createIntrinsics, isIntrinsic, type Site } from './intrinsics.ts';
import { type Place, readAttribute, readRef } from './references.ts';

export type Resolver = {
  /** One property of a resource with every intrinsic replaced; undefined when it is absent. */
  property: (id: string, name: string) => unknown;
  ref: (id: string) => string;
  attribute: (id: string, attribute: string) => string;
  /** Logical ids and resources of one type. */
  ofType: (...types: string[]) => Array<[id: string, resource: Resource]>;
  /** The same for types that begin so. */
  ofPrefix: (prefix: string) => Array<[id: string, resource: Resource]>;
};

const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Works out `Ref`, `Fn::GetAtt`, `Fn::Join`, `Fn::Sub`, `Fn::Select` and `Fn::Split`: what our template uses where this
 * machine reads it. Throws for any other, naming the logical id and the property.
 */
export const createResolver = (template: Template, place: Place): Resolver => {
  const pseudo: Record<string, string | symbol> = {
    'AWS::AccountId': place.accountId,
    'AWS::NoValue': NO_VALUE,
    'AWS::Partition': 'aws',
    'AWS::Region': place.region,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.accountId}:stack/${place.stackName}/local`,
    'AWS::StackName': place.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const named = (id: string, site: Site) => {
    const resource = template.Resources[id];
    if (!resource) return unknown(site, `names ${id}, which is not in the template`);
    return { id, resource, place, text: (name: string) => property(id, name) as string | undefined };
  };

  const ref = (id: string, site: Site): unknown => {
    if (id in pseudo) return pseudo[id];
    const parameter = template.Parameters?.[id];
    if (parameter) return parameter.Default ?? unknown(site, `uses parameter ${id}, which has no default`);
    return readRef(named(id, site)) ?? unknown(site, `uses Ref of ${id}, which has no known value`);
  };

  const attribute = (id: string, name: string, site: Site) =>
    readAttribute(named(id, site), name) ??
    unknown(site, `uses Fn::GetAtt ${id}.${name}, which is not known here`);

  const intrinsics = createIntrinsics({ ref, attribute, resolve: (value, site) => resolve(value, site) });

  const resolve = (value: unknown, site: Site): unknown => {
    if (Array.isArray(value))
      return value.map((item) => resolve(item, site)).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [key, argument] = entries[0] ?? [];
    if (entries.length === 1 && key && isIntrinsic(key)) {
      const intrinsic = intrinsics[key];
      return intrinsic
        ? intrinsic(argument, site)
        : unknown(site, `uses ${key}, which is not supported here`);
    }
    return Object.fromEntries(
      entries.map(([name, item]) => [name, resolve(item, site)]).filter(([, item]) => item !== NO_VALUE),
    );
  };

  const property = (id: string, name: string): unknown => {
    const value = resolve(template.Resources[id]?.Properties?.[name], { id, property: name });
    return value === NO_VALUE ? undefined : value;
  };

  return {
    property,
    ref: (id) => ref(id, { id, property: 'Ref' }) as string,
    attribute: (id, name) => attribute(id, name, { id, property: name }),
    ofType: (...types) => Object.entries(template.Resources).filter(([, { Type }]) => types.includes(Type)),
    ofPrefix: (prefix) =>
      Object.entries(template.Resources).filter(([, { Type }]) => Type.startsWith(prefix)),
  };
};

const unknown = (site: Site, problem: string): never => {
  throw new Error(`Template: ${site.id}.${site.property} ${problem}`);
};
