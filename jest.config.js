// Tests run on the compiled output, so that worker threads load the same files a user's process loads.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/dist/test'],
  testMatch: ['**/*.test.js'],
  transform: {},
  maxWorkers: 2,
  testTimeout: 60_000,
};
