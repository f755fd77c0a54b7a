import { describe, expect, it } from 'vitest';
import { renameOldPaths } from '../../../lambdas/domain/expression/old-paths.ts';

describe('a path of the version 1 alert in an expression', () => {
  it.each([
    ['target.namespace = "prod"', 'kubernetes.namespace = "prod"'],
    ['`target` . `pod` ~> $uppercase()', 'kubernetes.pod ~> $uppercase()'],
    ['$.target.cluster & $$.target.workload', '$.kubernetes.cluster & $$.kubernetes.workload'],
    ['{ "image": target.image, "name": target.container }', '{ "image": container.image, "name": container.name }'],
    ['actor.process = "sh"', 'actor.process.name = "sh"'],
    [
      '$exists(target.pod) and (labels.team = "a" or target.pod = "b")',
      '$exists(kubernetes.pod) and (labels.team = "a" or kubernetes.pod = "b")',
    ],
  ])('that has one new name is rewritten: %s', (expression, expected) => {
    const { expression: rewritten, mistake, warnings } = renameOldPaths(expression);
    expect({ rewritten, mistake }).toEqual({ rewritten: expected, mistake: undefined });
    expect(warnings.length).toBeGreaterThan(0);
  });

  it.each([
    'actor.process.name = "sh"',
    'actor.process.parent.name',
    'target.host = "a"',
    'labels.target.namespace',
    'facts.`target.namespace`',
    'kubernetes.namespace',
    '"target.namespace"',
    'not an expression (',
  ])('stays as it is: %s', (expression) => {
    expect(renameOldPaths(expression)).toEqual({ expression, warnings: [] });
  });

  it.each([
    ['$contains(target.resource, "/etc")', '"file.path" or "file.name" or "cloud.resource.uid"'],
    ['target.{ "ns": namespace }', '"kubernetes.namespace"'],
    ['target[namespace = "prod"].host', '"kubernetes.namespace"'],
    ['severitySource = "derived"', '"vendorSeverity"'],
  ])('that has none is a mistake that names the new ones: %s', (expression, named) => {
    const renamed = renameOldPaths(expression);
    expect(renamed.expression).toBe(expression);
    expect(renamed.mistake).toContain(named);
  });
});
