/* The screens, drawn in Node by the vendor's real components, over the real core against a running local stack (test/screens). */
const TRANSFORMED = [
  '(jest-)?react-native',
  '@react-native(-community)?',
  '@react-navigation',
  'expo.*',
  '@expo.*',
  'stream-chat-.*',
  '@shopify/flash-list',
  '@gorhom',
  'react-native-.*',
  '@craftzdog',
  'lodash-es',
  'emoji-regex',
  'zod',
  '@noble',
  'mime',
  'uuid',
].join('|');

module.exports = {
  preset: '@react-native/jest-preset',
  resolver: '<rootDir>/test/screens/resolver.js',
  testMatch: ['<rootDir>/test/screens/**/*.test.tsx'],
  transform: { '\\.[cm]?[jt]sx?$': 'babel-jest' },
  transformIgnorePatterns: [`node_modules/(?!(${TRANSFORMED})/)`],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'jsx', 'ts', 'tsx', 'json'],
  setupFiles: ['<rootDir>/test/screens/setup.js'],
  setupFilesAfterEnv: ['<rootDir>/test/screens/mocks.js'],
  moduleNameMapper: {
    '^react-native/react-private-interface$':
      '<rootDir>/node_modules/react-native/src/react-private-interface.js',
    '^react-native/unstable-internals-do-not-use$':
      '<rootDir>/node_modules/react-native/src/unstable-internals-do-not-use.js',
    '^react-native/setup-env$': '<rootDir>/node_modules/react-native/src/setup-env.js',
    // As metro.config.js does for sscrypto. The test's own phone says `node:crypto`.
    '^crypto$': 'react-native-quick-crypto',
    '^buffer$': '@craftzdog/react-native-buffer',
    '^(react-native-rsa-native|react-native-modpow|@seald-io/react-native-scrypt)$':
      '<rootDir>/src/device/refused.js',
  },
  maxWorkers: 2,
  testTimeout: 60_000,
};
