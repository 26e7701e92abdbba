/** Where a value is, for error messages. */
export type Site = { id: string; property: string };

type Tools = {
  ref: (id: string, site: Site) => unknown;
  attribute: (id: string, name: string, site: Site) => string;
  /** Replaces the intrinsic functions inside an argument. */
  resolve: (value: unknown, site: Site) => unknown;
};

/** True for the one key of an object that stands for a function of CloudFormation. */
export const isIntrinsic = (key: string): boolean =>
  key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');

/** The intrinsic functions our template uses, by name ("Intrinsic function reference"). */
export const createIntrinsics = (
  tools: Tools,
): Record<string, (argument: unknown, site: Site) => unknown> => ({
  Ref: (id, site) => tools.ref(id as string, site),
  'Fn::GetAtt': (argument, site) => {
    const [id = '', ...path] = typeof argument === 'string' ? argument.split('.') : (argument as string[]);
    return tools.attribute(id, path.join('.'), site);
  },
  'Fn::Join': (argument, site) => {
    const [separator, parts] = argument as [string, unknown];
    return (tools.resolve(parts, site) as unknown[]).join(separator);
  },
  'Fn::Select': (argument, site) => {
    const [index, list] = argument as [string | number, unknown];
    return (tools.resolve(list, site) as unknown[])[Number(index)];
  },
  'Fn::Split': (argument, site) => {
    const [separator, text] = argument as [string, unknown];
    return (tools.resolve(text, site) as string).split(separator);
  },
  'Fn::Sub': (argument, site) => substitute(argument, site, tools),
});

const substitute = (argument: unknown, site: Site, { ref, attribute, resolve }: Tools) => {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
    string,
    Record<string, unknown>,
  ];
  return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
    if (literal) return whole.replace('!', '');
    if (name in variables) return String(resolve(variables[name], site));
    const [id = '', ...path] = name.split('.');
    return String(path.length ? attribute(id, path.join('.'), site) : ref(id, site));
  });
};
