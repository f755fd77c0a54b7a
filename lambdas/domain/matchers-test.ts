import type { Alert } from './alert.ts';
import { pathOf, valuesAt } from './alert-fields.ts';
import type { Test } from './match-value.ts';
import type { Matcher } from './matchers.ts';
import { wholeMatch } from './whole-match.ts';

type TextTest = (text: string) => boolean;

function textTest({ operator, value }: Matcher): TextTest {
  if (operator === '=' || operator === '!=') return (text) => text === value;
  const test = wholeMatch(value);
  // The configuration was checked before: what is no expression fits nothing.
  return 'wrong' in test ? () => false : test;
}

/** What stands at a path as texts; a missing value is the empty text, as a missing label is in Alertmanager. */
function textsAt(alert: Alert, keys: readonly string[]): readonly string[] {
  const texts = valuesAt(alert, keys).map(String);
  return texts.length === 0 ? [''] : texts;
}

function testOf(matcher: Matcher): Test {
  const { keys } = pathOf(matcher.path);
  const fits = textTest(matcher);
  const isNegated = matcher.operator.startsWith('!');
  return (alert) => textsAt(alert, keys).some(fits) !== isNegated;
}

/**
 * Whether an alert fits all of the matchers. Texts are compared as they are written, upper and lower case apart; of several
 * values, one that fits is enough for `=` and `=~`, and none may fit for `!=` and `!~`.
 */
export function matchersTest(matchers: readonly Matcher[]): Test {
  const tests = matchers.map(testOf);
  return (alert) => tests.every((test) => test(alert));
}
