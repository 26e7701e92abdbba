const { getDefaultConfig } = require('expo/metro-config');
const { join } = require('node:path');

const HOME = __dirname;
const ENTRY = join(HOME, 'index.js');
const REFUSED = join(HOME, 'src/device/refused.js');

/** What Seald's SDK would make keys with if it were let: packages nobody keeps any more, in whose place the app hands over its own. */
const SEALD_NATIVES = ['react-native-rsa-native', 'react-native-modpow', '@seald-io/react-native-scrypt'];
/** What Node has and a phone has not, for the one library that is written for Node. */
const FOR_SSCRYPTO = {
  crypto: 'react-native-quick-crypto',
  stream: 'readable-stream',
  buffer: '@craftzdog/react-native-buffer',
};

const config = getDefaultConfig(HOME);
// The core is used as it stands in this repository.
config.watchFolders = [join(HOME, '../secure-chat'), join(HOME, '../../shared/contract')];
config.resolver.unstable_conditionNames = [
  '@sealed-stream/source',
  ...config.resolver.unstable_conditionNames,
];
config.resolver.resolveRequest = (context, name, platform) => {
  if (SEALD_NATIVES.includes(name)) return { type: 'sourceFile', filePath: REFUSED };
  const from = context.originModulePath;
  if (from.includes('/node_modules/sscrypto/') && Object.hasOwn(FOR_SSCRYPTO, name))
    return context.resolveRequest(context, FOR_SSCRYPTO[name], platform);
  // Packages of the core are those of this app: two Reacts, or two copies of stream-chat, would not know each other.
  const isOfTheCore = !from.startsWith(HOME) && !/^[./]/.test(name);
  return context.resolveRequest(
    isOfTheCore ? { ...context, originModulePath: ENTRY } : context,
    name,
    platform,
  );
};
// Test bundles are made for other engines.
config.cacheVersion = process.env.SEALED_STREAM_ENGINE ?? '';

module.exports = config;
