import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that wait or compute for long, so that the others fill the time beside them. */
const slow = [
  'faults/soak',
  'one-machine/',
  'faults/crash-requests',
  'conformance/destinations',
  'faults/crash-points',
  'bundles/',
  'faults/model',
  'conformance/',
  'pipeline/',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const position = slow.findIndex((part) => moduleId.includes(part));
  return position < 0 ? slow.length : position;
};

/** Begins with the slowest, also where no earlier run has left its durations. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
