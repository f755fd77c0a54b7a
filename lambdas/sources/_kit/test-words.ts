import { factsOf } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { isProbe } from './test-payload.ts';

const core = /^(?:test|tests|testing|ping|pong|hello|hi|dummy|sample|foo|bar|baz)$/i;
const filler =
  /^(?:this|is|it|an?|the|from|for|to|of|with|my|me|our|just|only|please|ignore|world|there|message|alert|webhook|hook|event|notification|payload|connection|connectivity|integration|request|response|works?|working|check|ok|true|tocsin|sns|topic|\d+)$/i;

const wordsIn = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');

/**
 * True for what a person types to try a hook that takes anything: nothing but words of that kind. It is narrower than
 * `isProbe`, for here no known shape tells an alert from a test.
 */
export function isTrial(payload: unknown): boolean {
  if (!isProbe(payload)) return false;
  const facts = Object.entries(factsOf({ payload })).filter(([, text]) => toTime(text) === undefined);
  const texts = facts.map(([, text]) => text);
  const words = texts.flatMap(wordsIn);
  const keys = facts.flatMap(([path]) => path.split('.'));
  const isFilled = words.every((word) => core.test(word) || filler.test(word));
  return isFilled && (texts.length === 0 || [...words, ...keys].some((word) => core.test(word)));
}
