const preset = require('@react-native/jest-preset/jest/resolver.js');

const NATIVE = `${__dirname}/../../`.replace(/test\/screens\/..\/..\/$/, '');
/** As in metro.config.js. */
const FOR_SSCRYPTO = { crypto: 'react-native-quick-crypto', stream: 'readable-stream', buffer: '@craftzdog/react-native-buffer' };
/** These have a part for Node beside the native one, and Jest is to take that. */
const WITHOUT_NATIVE = (request, from) =>
  /react-native-worklets/.test(from) ||
  /react-native-worklets/.test(request) ||
  (/react-native-reanimated/.test(from) && /initializers$/.test(request));

module.exports = (request, options) => {
  const from = options.basedir;
  const isBare = !/^[./]/.test(request);
  const name = /\/node_modules\/sscrypto\//.test(`${from}/`) ? (FOR_SSCRYPTO[request] ?? request) : request;
  // The core's packages are those of this app.
  const basedir = isBare && !from.startsWith(NATIVE) ? NATIVE : from;
  const conditions = ['@sealed-stream/source', ...(options.conditions ?? [])];
  const extensions = WITHOUT_NATIVE(request, from)
    ? options.extensions.filter((extension) => !extension.includes('native'))
    : options.extensions;
  return preset(name, { ...options, basedir, conditions, extensions });
};
