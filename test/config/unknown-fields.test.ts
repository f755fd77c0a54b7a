import { describe, expect, it } from 'vitest';
import { unknownFieldIn } from '../../lambdas/config/unknown-fields.ts';

describe('fields that an expression reads and no alert has', () => {
  it.each([
    ['severty = "high"', '"severty" is no field of an alert: did you mean "severity"?'],
    ['label.team', '"label" is no field of an alert: did you mean "labels"?'],
    ['actor.ipp = "192.0.2.1"', '"actor.ipp" is no field of actor: did you mean "actor.ip"?'],
    ['$$.titlee', '"titlee" is no field'],
    ['$exists(bar)', '"bar" is no field'],
    ['true and (title = "x" or foo.bar)', '"foo" is no field'],
    ['[title, bla]', '"bla" is no field'],
    ['{"a": title, "b": bla}', '"bla" is no field'],
    ['-riskscore > 3', '"riskscore" is no field'],
    ['severity = "high" ? bla : title', '"bla" is no field'],
    ['($x := titel; $x)', '"titel" is no field'],
    ['bla ~> $uppercase()', '"bla" is no field'],
    ['$map(attack.tactic, $uppercase)', '"attack.tactic" is no field'],
  ])('%s', (expression, message) => expect(unknownFieldIn(expression)).toContain(message));

  it.each([
    ['labels.team'],
    ['labels.`app.kubernetes.io/name`'],
    ['facts.anything.at.all'],
    ['$.title ~> $contains("x")'],
    ['$count(attack) > 1 and riskScore >= 80'],
    ['vulnerabilities[severity = "high"].cve'],
    ['attack.(technique & name)'],
    ['$filter(vulnerabilities, function($v) { $v.anything = 1 })'],
    ['evidence[0].content'],
    ['kubernetes.namespace in ["prod", "stage"]'],
    ['$sort(attack, function($a, $b) { $a.x > $b.x })'],
    ['$lookup(labels, "team")'],
    ['{"name": title, "raw": $}'],
    ['not an expression ('],
  ])('%s reads none', (expression) => expect(unknownFieldIn(expression)).toBeUndefined());
});
