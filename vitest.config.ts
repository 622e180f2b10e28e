import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/build.ts",
    testTimeout: 60_000,
    // One more than there are cores: tests of queues and of what is killed mostly wait.
    maxWorkers: availableParallelism() + 1,
  },
});
