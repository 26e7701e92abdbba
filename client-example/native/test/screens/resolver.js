const { resolve } = require('node:path');
const preset = require('@react-native/jest-preset/jest/resolver.js');

const NATIVE = resolve(__dirname, '../..');
/** These have a part for Node beside the native one, and Jest is to take that. */
const isForNode = (request, from) =>
  /react-native-worklets/.test(from) ||
  /react-native-worklets/.test(request) ||
  (/react-native-reanimated/.test(from) && /initializers$/.test(request));

module.exports = (request, options) => {
  const { basedir, extensions, conditions = [] } = options;
  const isBare = !/^[./]/.test(request);
  return preset(request, {
    ...options,
    // The core's packages are those of this app, as in metro.config.js.
    basedir: isBare && !basedir.startsWith(NATIVE) ? NATIVE : basedir,
    // Jest adds `node` by itself; Seald's SDK would then be the one for Node.
    conditions: ['@sealed-stream/source', ...conditions.filter((one) => one !== 'node')],
    extensions: isForNode(request, basedir)
      ? extensions.filter((extension) => !extension.includes('native'))
      : extensions,
  });
};
