export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@sealed-stream/source', 'node', 'node-addons'] },
  globalSetup: '<rootDir>/test/global-setup.ts',
  testSequencer: '<rootDir>/test/slowest-first.cjs',
  setupFiles: ['<rootDir>/test/stack-trace-limit.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts', '!**/*.long.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.build', '<rootDir>/.sealed-stream'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  maxWorkers: 2,
  // Modules of finished test files are never freed, and collecting garbage among them took a tenth of all time.
  workerIdleMemoryLimit: '350MB',
  testTimeout: 30_000,
};
