import type { Dice } from './dice.ts';
import { foreign } from './pieces.ts';
import { attack, hostile, numbers, times } from './texts.ts';
import { fieldsOf, listOf, raw, type Tree, write } from './tree.ts';

const lists = [
  'alerts',
  'findings',
  'records',
  'events',
  'data',
  'items',
  'incidents',
  'Records',
  'Findings',
  'hits',
] as const;

/** Many records, and many fields or one long one beside their list: what each of them must not bring along. */
function crowded(inner: Tree, dice: Dice): Tree {
  const [records, size] = dice.chance(0.98) ? [40, 60] : [100 + dice.below(900), 1_000 + dice.below(8_000)];
  const list = listOf(
    ...Array.from({ length: records }, (_, n) => fieldsOf(['id', `x${n}`], ['title', `Alert ${n}`], ['it', inner])),
  );
  const small = listOf(
    ...Array.from({ length: records }, (_, n) => fieldsOf(['id', `x${n}`], ['title', `Alert ${n}`])),
  );
  const fields = Array.from({ length: size }, (_, n): [string, Tree] => [`k${n}`, `v${n}`]);
  const beside = dice.pick<[string, Tree][]>([fields, [['about', 'word '.repeat(size)]], [['about', inner]]]);
  return fieldsOf(...beside, [dice.pick(lists), write(inner).length * records < 200_000 ? list : small]);
}

/** What a payload may be wrapped in on its way. */
export const envelopes: readonly ((inner: Tree, dice: Dice) => Tree)[] = [
  crowded,
  (inner) => listOf(inner),
  (inner) => listOf(inner, inner),
  (inner, dice) => listOf(inner, foreign(dice), raw(dice.pick(numbers)), hostile(dice)),
  (inner) => fieldsOf(['payload', inner]),
  (inner) => fieldsOf(['data', write(inner)]),
  (inner) => fieldsOf(['alerts', listOf(inner)]),
  (inner) => fieldsOf(['Records', listOf(fieldsOf(['body', write(inner)]))]),
  (inner, dice) => fieldsOf(['version', '0'], ['detail-type', attack(dice)], ['source', 'aws.x'], ['detail', inner]),
  (inner, dice) => fieldsOf(['specversion', '1.0'], ['type', 'x'], ['id', attack(dice)], ['data', inner]),
  (inner, dice) =>
    fieldsOf(
      ['Type', dice.pick(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'])],
      ['MessageId', '1'],
      ['TopicArn', 'arn:aws:sns:eu-west-1:123456789012:alerts'],
      ['Message', write(inner)],
      ['Timestamp', dice.pick(times)],
      ...(dice.chance(0.5) ? [['Token', attack(dice)] as [string, Tree]] : []),
    ),
];
