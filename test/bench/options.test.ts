/** What can be asked of `npm run bench`, and what is said of a mistake. */
import { describe, expect, it } from 'vitest';
import { parseBench } from './options.ts';

const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

describe('npm run bench', () => {
  it('measures everything when nothing is said', () => {
    expect(parseBench([])).toEqual({
      functions: ['cold', 'cpu'],
      machine: ['closed', 'open', 'backlog', 'growth'],
      repetitions: 25,
      seconds: 10,
      backlog: 10_000,
      rows: 10_000,
      isStrict: false,
      isPublish: false,
    });
  });

  it('measures the parts that are named, and takes a number for cold starts', () => {
    expect(parseBench(words('cold 51 growth --rows 500 --strict'))).toMatchObject({
      functions: ['cold'],
      machine: ['growth'],
      repetitions: 51,
      rows: 500,
      isStrict: true,
    });
  });

  it('stands around another forwarder', () => {
    const line = 'open --target http://127.0.0.1:2801/ --form falco --receiver-port 9000 --pid 17';
    expect(parseBench(words(line)).target).toEqual({
      url: 'http://127.0.0.1:2801/',
      form: 'falco',
      receiverPort: 9000,
      pid: 17,
    });
  });

  it.each([
    ['opne', 'found "opne"; allowed: cold, cpu, closed, open, backlog, growth, and a number of cold starts'],
    ['--seconds 0', '--seconds: found "0"; allowed: a whole number from 1'],
    ['--rows many', '--rows: found "many"; allowed: a whole number from 1'],
    ['--target 127.0.0.1:2801', '--target: found "127.0.0.1:2801"; allowed: an address with a port'],
    ['--target https://127.0.0.1:1/', '--target: found "https://127.0.0.1:1/"; allowed: an address with a port'],
    ['--target http://127.0.0.1:1/ --form json', '--form: found "json"; allowed: generic, falco, alertmanager'],
    [
      '--target http://127.0.0.1:1/ --receiver-port 70000',
      '--receiver-port: found "70000"; allowed: a whole number from 1 to 65535',
    ],
    ['open --publish', 'found "open" beside --publish; allowed: no parts, it measures all'],
    ['open closed --target http://127.0.0.1:1/', 'found "closed" beside --target; allowed: open'],
    ['--unknown', "Unknown option '--unknown'"],
  ])('%s is refused', (line, message) => {
    expect(() => parseBench(words(line))).toThrow(message);
  });
});
