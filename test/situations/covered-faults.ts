import { type Covered, situations } from './covered.ts';

/** Faults of the engine. */
export const faults: readonly Covered[] = [
  {
    of: 'B1',
    about: 'a batch to a destination that hangs never settles, and is sent over and over',
    tests: {
      [`${situations}slow.test.ts`]: [
        'is completed: each event was sent twice at most, and shows what became of it',
        'nothing was sent a third time',
      ],
      'functions/neighbours.test.ts': ['ends by itself while its table hangs, and puts its messages back'],
    },
  },
  {
    of: 'B2',
    about: 'globs backtrack without a bound over the text of an attacker',
    tests: { 'domain/glob.test.ts': ['grow with the text alone: %s'] },
  },
  {
    of: 'B3',
    about: 'the expression of a route runs without a limit',
    tests: {
      'domain/routing.test.ts': ['takes a where that needs too long as a match, and says so'],
      'domain/expression/hostile.test.ts': [
        'each evaluation over hostile text ends within its time, and within the memory of a function',
      ],
    },
  },
  {
    of: 'B4',
    about: 'the fallback does not hear of a delivery that is rejected',
    tests: {
      [`${situations}fallback.test.ts`]: ['at once and once of an alert that pager, tracker and chat all reject'],
    },
  },
  {
    of: 'B5',
    about: 'an audit reports differences for every hour older than the retention',
    tests: {
      [`${situations}ledger.test.ts`]: [
        'an audit finds no difference in hours whose alerts the retention has removed',
        'an audit finds every difference in hours whose alerts are to be there',
      ],
    },
  },
  {
    of: 'B6',
    about: 'batches ignore the quota, and single alerts that share a request count too often',
    tests: {
      [`${situations}batches.test.ts`]: [
        'is kept by batches, too: no more requests than it allows in a minute',
        'is used once by a request of many alerts',
      ],
    },
  },
  {
    of: 'B7',
    about: 'after a refusal the rest of a batch is sent all the same, and nobody is notified',
    tests: {
      [`${situations}batches.test.ts`]: [
        'ends with that request, and the rest waits as it is: %i',
        'opens the circuit breaker, and others are notified of it',
      ],
    },
  },
  {
    of: 'B8',
    about: '`not` with severity and another field keeps the end of a problem from who was notified of it',
    tests: {
      'domain/routing.test.ts': [
        'names who was notified of the problem for its end, though not names %s',
        'keeps an end from whom a not without severity keeps the problem',
      ],
    },
  },
  {
    of: 'B9',
    about:
      'alerts that wait for a paused destination for hours flood the dead letters, and cost two writes at each look',
    tests: {
      [`${situations}waiting.test.ts`]: ['waiting costs few requests: a probe for all, not one for each'],
      'faults/long-outage.test.ts': ['no message comes near the dead-letter queue'],
    },
  },
  {
    of: 'B10',
    about: 'a digest counts more alerts than it carries, and carries the rest again',
    tests: {
      [`${situations}groups.test.ts`]: [
        'a digest carries every alert that it counts, however long their titles are, and none comes in the next one',
      ],
    },
  },
  {
    of: 'B11',
    about: 'one message that cannot be parsed fails its neighbours',
    tests: {
      'functions/neighbours.test.ts': [
        'a message that cannot be read comes back alone',
        'of the webhooks queue',
        'of the deliveries queue',
      ],
    },
  },
  {
    of: 'B12',
    about: 'a TLS session that was never established counts as a request that may have arrived',
    tests: {
      'transport/tls.test.ts': [
        'is not established with %s, however often it is tried',
        'is refused by a server that wants a client certificate with %s',
        'is not established when %s is the answer to the handshake',
      ],
      [`${situations}restart.test.ts`]: ['%s was not sent anything, and its alerts wait'],
    },
  },
  {
    of: 'B13',
    about: 'code of a destination that throws fails all deliveries of that destination in the batch',
    tests: {
      'destinations/foreign-answers.test.ts': [
        'throws for no body at all, in judging, looking up and joining',
        'writes to a ticket whose receipt is half a character',
      ],
      'destinations/verdicts.test.ts': ['looks without throwing', 'joins without throwing, whatever the receipt is'],
      'engine/deliver/failures.test.ts': ['to judge one answer harms no other'],
    },
  },
  {
    of: 'B14',
    about: 'a system alert that cannot be emitted fails the webhook before its alerts are recorded',
    tests: { 'engine/route/refused-content.test.ts': ['does not fail the webhook, whose own alerts come first'] },
  },
  {
    of: 'B15',
    about: 'a problem that ends and comes back is counted too often',
    tests: {
      [`${situations}groups.test.ts`]: [
        'a problem that ends and comes back between two summaries is counted by its occurrences, not by its ends',
      ],
      'store/contract/groups.ts': ['that is released counts the occurrences among its members, and not their ends'],
    },
  },
];
