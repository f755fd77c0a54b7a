/** What follows from the words in the names of fields, whatever noun or spelling a sender puts around them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { generic } from '../../lambdas/sources/generic/index.ts';
import { alertsOf } from '../sources/read.ts';

const numRuns = { numRuns: Number(process.env['RUNS'] ?? 200) };

function alertOf(payload: unknown): Alert {
  const [alert, ...others] = alertsOf(generic, payload);
  if (alert === undefined || others.length > 0) throw new Error(`one alert was expected of ${JSON.stringify(payload)}`);
  return alert;
}

const spelled = (...words: readonly string[]): fc.Arbitrary<string> =>
  fc.constantFrom(
    words.join('_'),
    words.join('-'),
    words.map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join(''),
    words.join('_').toUpperCase(),
  );

const noun = fc.constantFrom('malop', 'anomaly', 'zarniwoop', 'insight', 'offense', 'notable');
const thing = fc.constantFrom('pumpe', 'zentrifuge', 'widget', 'turbine', 'affected', 'impacted');

const open = (alert: Alert): string => `${alert.state} ${alert.fingerprint}`;

test('the time of an end under any noun ends what it belongs to', () => {
  const verb = fc.constantFrom('closed', 'resolved', 'recovery', 'cleared', 'close');
  const clock = fc.constantFrom('time', 'at', 'date', 'timestamp');
  const names = fc.tuple(noun, verb, clock).chain((words) => spelled(...words));
  fc.assert(
    fc.property(names, fc.constantFrom(null, 0, '', '0001-01-01T00:00:00Z'), (name, none) => {
      const record = { title: 'Odd traffic seen', sensor: 's-1' };
      const [first, end] = [
        alertOf({ ...record, [name]: none }),
        alertOf({ ...record, [name]: '2026-01-02T10:00:00Z' }),
      ];
      expect([first.state, end.state]).toEqual(['open', 'resolved']);
      expect(end.fingerprint).toBe(first.fingerprint);
      expect(end.occurredAt).toBe('2026-01-02T10:00:00.000Z');
    }),
    numRuns,
  );
});

test('of a change the status after it counts, and not the one before', () => {
  const around = fc.constantFrom(['before', 'after'], ['old', 'new'], ['previous', 'current'], ['last', 'curr']);
  const isNested = fc.boolean();
  const over = fc.constantFrom('resolved', 'OK', 'closed', 'healthy', 'passed');
  fc.assert(
    fc.property(
      around,
      isNested,
      over,
      fc.constantFrom('status', 'state'),
      ([before = '', after = ''], nests, word, name) => {
        const of = (one: string, other: string) =>
          nests
            ? { title: 'Rule is broken', [before]: { [name]: one }, [after]: { [name]: other } }
            : { title: 'Rule is broken', [`${before}_${name}`]: one, [`${after}_${name}`]: other };
        expect(alertOf(of(word, 'failing')).state).toBe('open');
        expect(alertOf(of('failing', word)).state).toBe('resolved');
      },
    ),
    numRuns,
  );
});

test('what was called off, is to come, or belongs to something else is no end', () => {
  const words = fc.constantFrom(
    ['backup', 'cancelled', 'at'],
    ['expected', 'resolve', 'time'],
    ['auto', 'close', 'date'],
    ['next', 'recovery', 'time'],
    ['market', 'close', 'time'],
    ['connection', 'closed', 'at'],
    ['log', 'cleared', 'at'],
    ['previous', 'resolved', 'at'],
    ['dns', 'resolved', 'time'],
  );
  fc.assert(
    fc.property(
      words.chain((each) => spelled(...each)),
      (name) => {
        expect(alertOf({ title: 'Odd traffic seen', [name]: '2026-01-02T10:00:00Z' }).state).toBe('open');
      },
    ),
    numRuns,
  );
});

const value = fc.stringMatching(/^[a-z]{2,8}-[a-z]{2,8}$/);

test('machines, people and ids that last part problems under any name of theirs', () => {
  const unit = fc.constantFrom('hostname', 'mailbox', 'user', 'machine', 'asset', 'resource', 'database');
  const names = fc.tuple(thing, unit).chain((words) => spelled(...words));
  fc.assert(
    fc.property(names, value, value, fc.uuid(), (name, one, other, requestId) => {
      const of = (text: string, id: string) =>
        alertOf({ title: 'Odd traffic seen', [name]: text, requestId: id }).fingerprint;
      expect(of(one, requestId) === of(other, 'r-1')).toBe(one === other);
    }),
    numRuns,
  );
});

test('the id of a machine counts whatever it looks like, and the id of a report does not', () => {
  const owner = fc.constantFrom('device', 'host', 'asset', 'account', 'mailbox', 'vm');
  const drawn = fc.constantFrom(
    'request',
    'delivery',
    'event',
    'execution',
    'notification',
    'session',
    'message',
    'trace',
  );
  const last = fc.constantFrom('id', 'guid', 'uuid');
  fc.assert(
    fc.property(owner, drawn, last, fc.uuid(), fc.uuid(), (machine, report, id, one, other) => {
      const of = (own: string, drawnAnew: string) =>
        alertOf({ title: 'Odd traffic seen', [`${machine}_${id}`]: own, [`${report}_${id}`]: drawnAnew }).fingerprint;
      expect(of(one, other)).toBe(of(one, one));
      expect(of(one, one) === of(other, one)).toBe(one === other);
    }),
    numRuns,
  );
});

test('dimensions tell the alerts of a monitor apart, whatever they are called', () => {
  const map = fc.constantFrom('dimensions', 'groupBy', 'filters');
  fc.assert(
    fc.property(map, thing, value, value, fc.nat(), fc.nat(), (name, key, one, other, first, second) => {
      const of = (text: string, measured: number) =>
        alertOf({ title: 'Pressure is high', metricValue: measured, [name]: { [key]: text } }).fingerprint;
      expect(of(one, first)).toBe(of(one, second));
      expect(of(one, first) === of(other, first)).toBe(one === other);
    }),
    numRuns,
  );
});

test('a count before what it counts changes nothing, and a number behind what it names does', () => {
  const counted = fc.constantFrom('failed logins', 'packets', 'messages in the queue', 'errors', 'new findings');
  const numbered = fc.constantFrom('port', 'slot', 'rule', 'disk', 'vlan', 'unit');
  fc.assert(
    fc.property(counted, numbered, fc.nat(9_999), fc.nat(9_999), (things, name, one, other) => {
      const count = (n: number) => alertOf({ title: `Gateway saw ${n} ${things}` }).fingerprint;
      const place = (n: number) => alertOf({ title: `Trouble on ${name} ${n} of the gateway` }).fingerprint;
      expect(count(one)).toBe(count(other));
      expect(place(one) === place(other)).toBe(one === other);
    }),
    numRuns,
  );
});

test('a name in a message tells problems apart where no field names a place', () => {
  const sentence = fc.constantFrom(
    (name: string) => `Backup of server ${name} did not finish`,
    (name: string) => `The account "${name}" was shared with everybody`,
    (name: string) => `Somebody signed in as user ${name} from a new country`,
  );
  fc.assert(
    fc.property(sentence, value, value, fc.nat(999), (say, one, other, count) => {
      const of = (name: string, seen: number) =>
        alertOf({ title: 'Policy violated', message: say(name), occurrences: seen }).fingerprint;
      expect(of(one, count)).toBe(of(one, 0));
      expect(of(one, count) === of(other, count)).toBe(one === other);
    }),
    numRuns,
  );
});

test('a grade under any noun is found, and the grade before or of a threshold is not', () => {
  const word = fc.constantFrom('severity', 'urgency', 'criticality', 'priority');
  const names = fc.tuple(noun, word).chain((words) => spelled(...words));
  fc.assert(
    fc.property(names, fc.constantFrom('previous', 'min', 'threshold'), (name, before) => {
      expect(alertOf({ title: 'Odd traffic seen', [name]: 'Critical' }).severity).toBe('critical');
      expect(alertOf({ title: 'Odd traffic seen', [name]: 'High', [`${before}_${name}`]: 'Low' }).severity).toBe(
        'high',
      );
      expect(alertOf({ title: 'Odd traffic seen', [`${before}_${name}`]: 'Low' }).severity).toBe('medium');
    }),
    numRuns,
  );
});

test('hosts of lines of syslog stay apart, and times and ids of processes do not', () => {
  const host = fc.stringMatching(/^[a-z]{2,8}-\d$/);
  const pid = fc.integer({ min: 2, max: 99_999 });
  const clock = fc.stringMatching(/^0[1-9]:[0-5]\d:[0-5]\d$/);
  fc.assert(
    fc.property(host, host, pid, pid, clock, (one, other, first, second, at) => {
      const of = (name: string, id: number, time: string) =>
        alertOf(`<34>Oct 11 ${time} ${name} sshd[${id}]: Failed password for root`).fingerprint;
      expect(of(one, first, at)).toBe(of(one, second, '10:00:00'));
      expect(of(one, first, at) === of(other, first, at)).toBe(one === other);
    }),
    numRuns,
  );
});

test('an empty map or list of what is left of it at the end does not part the end from its opener', () => {
  const list = fc.constantFrom('triggered', 'failing_items', 'firing', 'violations_now');
  fc.assert(
    fc.property(list, value, (name, text) => {
      const record = { title: 'Latency is high', service: 'shop' };
      const first = alertOf({ ...record, status: 'alerting', [name]: [{ reading: text }] });
      const end = alertOf({ ...record, status: 'ok', [name]: [] });
      expect(open(end)).toBe(open(first).replace('open', 'resolved'));
    }),
    numRuns,
  );
});
