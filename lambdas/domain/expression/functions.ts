import { listFunctions } from './list-functions.ts';
import { bounded, type Implementation, type Native, nativeFunctions } from './native.ts';
import { pictureFunctions } from './picture-functions.ts';
import { textFunctions } from './text-functions.ts';

/** All of JSONata's functions (https://docs.jsonata.org) but `$eval`, which would run what a sender wrote. */
export const functionNames = (
  'abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent ' +
  'distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase formatInteger formatNumber fromMillis ' +
  'join keys length lookup lowercase map match max merge min not number pad parseInteger power random reduce replace ' +
  'reverse round shuffle sift single sort split spread sqrt string substring substringAfter substringBefore sum toMillis ' +
  'trim type uppercase zip'
).split(' ');

/** Functions that take longer for each character than the others. */
const costs: Readonly<Record<string, number>> = {
  decodeUrl: 4,
  decodeUrlComponent: 4,
  encodeUrl: 4,
  encodeUrlComponent: 4,
  keys: 8,
  reverse: 8,
  shuffle: 8,
  trim: 2,
};

const wraps = { ...textFunctions, ...pictureFunctions, ...listFunctions };

/** `$now`, of which a picture can be asked. */
const nowBy = ({ implementation }: Native): Native => {
  const now: Implementation = function (picture, zone) {
    return implementation.apply(this, [this.environment.timestamp.getTime(), picture, zone]);
  };
  return bounded({ _jsonata_function: true, implementation: now }, now, 1);
};

async function makeFunctions(): Promise<ReadonlyMap<string, Native>> {
  const natives = await nativeFunctions(functionNames);
  const all = new Map(
    Object.entries(natives).map(([name, native]) => {
      const own = wraps[name]?.(native.implementation) ?? native.implementation;
      return [name, bounded(native, own, costs[name] ?? 1)] as const;
    }),
  );
  const fromMillis = all.get('fromMillis');
  return fromMillis === undefined ? all : all.set('now', nowBy(fromMillis));
}

let made: Promise<ReadonlyMap<string, Native>> | undefined;

/** The functions in place of JSONata's own, each of which counts its work before it runs. */
export function boundedFunctions(): Promise<ReadonlyMap<string, Native>> {
  made ??= makeFunctions();
  return made;
}
