/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // All cores: jest leaves one free, which is half of a machine with two.
  maxWorkers: '100%',
  // The machines of CI are busy, and no test asserts a time.
  testTimeout: 60_000,
  setupFilesAfterEnv: ['<rootDir>/test/support/setup.ts'],
  // swc only strips types (they are checked by `npm run types`): a cold run is ten times quicker than ts-jest.
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
};
