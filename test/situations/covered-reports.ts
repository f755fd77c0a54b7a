import { type Covered, situations } from './covered.ts';

/** Situations of public bug reports that failed. */
export const reported: readonly Covered[] = [
  {
    of: '1',
    about: 'when the pager refuses, the fallback hears of it',
    tests: {
      [`${situations}fallback.test.ts`]: [
        'at once and once of an alert that pager, tracker and chat all reject',
        'of an alert that waits for a person, for nobody knows whether it arrived',
        'of every repeat in a summary that is rejected',
        'that an alert did not reach %s, and why',
      ],
    },
  },
  {
    of: '2',
    about: 'a destination that refuses every alert kills none, is reported, and gets all when it is mended',
    tests: {
      [`${situations}refusals.test.ts`]: [
        'an operator is notified, in the words of the vendor, that alerts do not reach',
        'every alert reaches %s',
        'of alerts that are refused alike, the first two at most are dead',
      ],
    },
  },
  {
    of: '3',
    about: 'no 4xx of a gateway or proxy drops an alert',
    tests: {
      'destinations/verdicts.test.ts': [
        'an alert is judged by what the status is about',
        'a batch is judged in the same way, one outcome an item',
      ],
      'destinations/_kit/http/http-status.test.ts': ['every status has an outcome'],
    },
  },
  {
    of: '4',
    about: 'a redirect is not followed, and its alerts wait, at every destination',
    tests: {
      'pipeline/answers.test.ts': ['a redirect: it waits, and nobody goes there'],
      'destinations/verdicts.test.ts': ['an alert is judged by what the status is about'],
      [`${situations}refusals.test.ts`]: ['every alert reaches %s'],
    },
  },
  {
    of: '5',
    about: 'a tracker that says 400 for a permission or a validator kills no alert',
    tests: {
      'fixtures/destinations/jira.json': [
        'no permission to create issues',
        'no account at all',
        'a sub-task without a parent',
        "a validator of the project's workflow",
      ],
      [`${situations}refusals.test.ts`]: ['every alert reaches %s'],
    },
  },
  {
    of: '6',
    about: 'an answer in gzip is read, and nothing is posted again',
    tests: {
      'transport/answers.test.ts': ['is decoded: %s', 'is asked for uncompressed'],
      [`${situations}slow.test.ts`]: ['%s gets the alert once'],
    },
  },
  {
    of: '7',
    about: 'a receiver that acts and answers after the timeout acts twice at most, and is reported as slow',
    tests: {
      [`${situations}slow.test.ts`]: [
        '%s: acts twice at most for each alert, however long it is waited for',
        'is reported as one that is slow, with the settings that help',
        'nothing was sent a third time',
      ],
      'engine/deliver/circuit-alert.test.ts': ['says what to do after a timeout'],
    },
  },
  {
    of: '8',
    about: 'the end of a problem is written once to a slow tracker',
    tests: {
      [`${situations}slow.test.ts`]: ['gets the end of a problem once: one comment, one transition'],
    },
  },
  {
    of: '9',
    about: 'a certificate of a company’s own authority leaves no doubt that nothing was sent',
    tests: {
      [`${situations}restart.test.ts`]: [
        '%s was not sent anything, and its alerts wait',
        'with that certificate known, %s gets its alert once and without doubt',
      ],
    },
  },
  {
    of: '10',
    about: 'a receiver that wants a certificate of the client was sent nothing',
    tests: {
      [`${situations}restart.test.ts`]: [
        'and one that wants a certificate of the client, or closes the handshake, was not sent anything either',
      ],
      'transport/tls.test.ts': ['is refused by a server that wants a client certificate with %s'],
    },
  },
  {
    of: '11',
    about: 'the end of a silence that held back nothing is no news, and never one for pagers and trackers',
    tests: {
      'pipeline/system-alerts.test.ts': [
        'the end of a silence is news there when it held something back, and nowhere when it did not',
      ],
      'engine/reconcile/reconcile.test.ts': ['is no news when it held back nothing'],
    },
  },
  {
    of: '12',
    about: 'system alerts go by routes that name them, else to chat and mail alone',
    tests: {
      'pipeline/system-alerts.test.ts': [
        'an open circuit breaker is reported to group chat alone',
        'the route decides, and the group chat gets nothing',
      ],
      'domain/system-recipients.test.ts': ['without a route for system alerts', 'with routes for system alerts'],
    },
  },
  {
    of: '13',
    about: 'what waits for a destination that was renamed is held, counted, and goes to the fallback',
    tests: {
      [`${situations}restart.test.ts`]: [
        'what waits for a destination that was renamed goes to the fallback, and is not given up',
        'so does each repeat of it that waits in a group',
      ],
      'pipeline/unconfigured.test.ts': ['is counted at the next start, with what to do'],
    },
  },
  {
    of: '14',
    about: 'a web page with 200 is no delivery',
    tests: {
      'destinations/foreign-answers.test.ts': ['does not take a page of HTML with %i for an accepted alert'],
      'fixtures/destinations/teams.json': ['a relay passes on that Teams had too many'],
      'pipeline/answers.test.ts': ['a login page with 200: it waits, and is not counted as delivered'],
      [`${situations}refusals.test.ts`]: [
        'no alert that got a web page instead of an answer is lost: each is sent again',
      ],
    },
  },
  {
    of: '15',
    about: 'alerts wait as long as the destination asked for, and as long as the operator says',
    tests: {
      [`${situations}waiting.test.ts`]: [
        'a destination that asked for 24.5 hours is left alone for all of them, and then gets every alert',
        'alerts wait as long as `giveUpAfter` says, by default a day',
        'all are delivered when the destination is back, none twice',
      ],
    },
  },
  {
    of: '16',
    about: 'a Slack channel by name works for what is posted and for what is changed',
    tests: {
      'pipeline/channel-names.test.ts': [
        'becomes its id, which Slack is asked for once',
        'what answers and changes the message goes by the id of the answer',
      ],
    },
  },
  {
    of: '17',
    about: 'a Jira project without the labels field takes alerts',
    tests: {
      'destinations/jira.test.ts': ['is not filled when leaveOut names it'],
      'fixtures/destinations/jira.json': ['labels that are not on the create screen'],
    },
  },
  {
    of: '18',
    about: 'the words of the vendor are shown',
    tests: {
      [`${situations}refusals.test.ts`]: [
        'an alert shows what %s said to it, at GET /v1/alerts/{id}',
        'an operator is notified, in the words of the vendor, that alerts do not reach',
      ],
    },
  },
  {
    of: '32',
    about: 'in an outage with a burst the fallback hears of every alert',
    tests: {
      [`${situations}fallback.test.ts`]: [
        'of every alert of a burst that nobody listens for',
        'of every alert of a flood that fails, those in digests too',
      ],
    },
  },
];
