import type { Reporter, TestModule } from 'vitest/node';

const countOf = (modules: readonly TestModule[], state: 'passed' | 'failed' | 'skipped'): number =>
  modules.reduce((n, module) => n + [...module.children.allTests(state)].length, 0);

/** Ends a run with one line that a machine can read: how many tests passed, failed and were skipped. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    // A file that does not even load has no tests to fail.
    const broken = modules.filter((module) => module.state() === 'failed' && module.errors().length > 0).length;
    const failed = countOf(modules, 'failed') + broken;
    process.stdout.write(
      `\n${countOf(modules, 'passed')} passed, ${failed} failed, ${countOf(modules, 'skipped')} skipped\n`,
    );
  }
}
