import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that compute for long, the longest first. */
const computing = [
  'faults/crash-requests',
  'faults/table/',
  'package/package',
  'faults/crash-points',
  'pipeline/guides',
  'conformance/wording',
  'pipeline/reload',
  'cli/map-holds',
  'domain/expression/hostile',
  'aws/matrix',
  'cost/',
  'faults/model',
  'conformance/',
  'fuzz/',
];

/** Files that mostly wait: for processes, browsers, faults that last. */
const waiting = [
  'faults/reliability',
  'faults/soak',
  'faults/failing-table',
  'console/browser',
  'one-machine/',
  'bundles/',
  'pipeline/callbacks',
  'console/',
  'functions/stalled-connection',
  'pipeline/',
  'interop/',
  'situations/',
  'transport/',
  'local/',
];

const positionIn = (list: readonly string[], { moduleId }: TestSpecification): number =>
  list.findIndex((part) => moduleId.includes(`test/${part}`));

/** Files by their position in a list; those that are not in it come last, in the order that they have. */
function inOrder(files: readonly TestSpecification[], list: readonly string[]): TestSpecification[] {
  const rank = (file: TestSpecification): number => {
    const position = positionIn(list, file);
    return position < 0 ? list.length : position;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** One of each in turn, as long as there are both. */
const inTurn = (a: readonly TestSpecification[], b: readonly TestSpecification[]): TestSpecification[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [...a.slice(i, i + 1), ...b.slice(i, i + 1)]).flat();

/**
 * Begins with the longest files, also where no earlier run has left its durations, and runs files that wait beside files
 * that compute, so that processors are neither idle nor fought for. Unit tests come last: a worker serves one project.
 */
export class Alternately extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isUnit = ({ project }: TestSpecification): boolean => project.name === 'unit';
    const isWaiting = (file: TestSpecification): boolean =>
      positionIn(computing, file) < 0 && positionIn(waiting, file) >= 0;
    const system = sorted.filter((file) => !isUnit(file));
    const waits = inOrder(system.filter(isWaiting), waiting);
    const computes = inOrder(
      system.filter((file) => !isWaiting(file)),
      computing,
    );
    return [...inTurn(waits, computes), ...inOrder(sorted.filter(isUnit), computing)];
  }
}
