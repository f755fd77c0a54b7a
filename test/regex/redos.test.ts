import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkSync } from 'recheck';
import { expect, it } from 'vitest';
import { built, type Expression, literals } from './literals.ts';

// In plain JavaScript, without a process of its own.
process.env['RECHECK_SYNC_BACKEND'] = 'pure';

/** Expressions that take more than linear time, with what bounds that. */
const bounded: Readonly<Record<string, string>> = {
  'infra/credential-forms.ts': 'a generator, over the rule file of gitleaks',
  'infra/sandbox/splunk/concatenated.ts': 'a mock receiver, which reads what Tocsin itself wrote',
  'infra/sandbox/syslog/message.ts': 'a mock receiver, over the parameters that another expression matched',
  'infra/sandbox/syslog/index.ts': 'a mock receiver, over its own address',
  'lambdas/destinations/_kit/issues/servicenow.ts': 'the last 200 characters of an answer',
  'lambdas/domain/redact/command-lines.ts': 'a command of at most 400 characters',
  'lambdas/domain/redact/headers.ts': 'a login of at most 400 characters',
  'lambdas/domain/redact/values.ts': 'a value of at most 128 characters',
  'lambdas/domain/values/time.ts': 'a text of at most 80 characters',
};

/** Files that make an expression while they run, with what it is made of. */
const madeLater: Readonly<Record<string, string>> = {
  'lambdas/domain/expression/regex-within.ts': 'an expression of an operator, whose matches have a time limit',
  'lambdas/destinations/gitlab-issues/answers.ts': 'a name out of a list of its own, between two word boundaries',
  'lambdas/domain/redact/token-forms.ts':
    'the forms of credentials, each tried where its keyword stands, every repetition with a bound',
};

const ofTexts = (): Expression[] =>
  JSON.parse(
    execFileSync(process.execPath, [fileURLToPath(new URL('./built-child.ts', import.meta.url))], { encoding: 'utf8' }),
  );

const all = [...literals(), ...ofTexts()];

/** No repetition but of a few: what it takes depends on the expression alone. */
const isPlain = ({ source }: Expression): boolean => !/[*+]|,\d*\}|\{\d{2,}|\\[1-9k]/.test(source);

const written = ({ source, flags }: Expression): string => `/${source}/${flags}`;

function unique(expressions: readonly Expression[]): Expression[] {
  return [...new Map(expressions.map((each) => [written(each), each])).values()];
}

/** Without limits of time within, so that a busy machine finds the same. */
const limits = { timeout: 60_000, attackTimeout: null, incubationTimeout: null };

interface Finding {
  readonly place: string;
  readonly source: string;
  readonly status: string;
}

function findingOf({ file, line, source, flags }: Expression): Finding {
  // The checker does not know `v` and `d`, which change nothing of what it looks for.
  const { status } = checkSync(source, flags.replace(/[dv]/g, ''), limits);
  return { place: `${file}:${line}`, source, status };
}

/**
 * Expressions that the checker (recheck 4.5) found safe, by a hash of each. What is written there is not checked again; an
 * expression that changes is. `CHECK_NEW=1 npx vitest run test/regex` writes what it finds safe into the file, `CHECK_ALL=1`
 * checks all anew.
 */
const safeFile = fileURLToPath(new URL('./safe.json', import.meta.url));
const foundSafe: ReadonlySet<string> = new Set(JSON.parse(readFileSync(safeFile, 'utf8')));
/** Those of the files in `bounded` that were found to backtrack: what takes the checker minutes is not checked again. */
const unsafeFile = fileURLToPath(new URL('./bounded.json', import.meta.url));
const foundUnsafe: ReadonlySet<string> = new Set(JSON.parse(readFileSync(unsafeFile, 'utf8')));
const hashOf = (each: Expression): string => createHash('sha256').update(written(each)).digest('hex').slice(0, 16);
const checksAll = process.env['CHECK_ALL'] === '1';
const isWritten = checksAll || process.env['CHECK_NEW'] === '1';

const fileOf = ({ place }: Finding): string => place.slice(0, place.lastIndexOf(':'));

it('no regular expression takes more than linear time over a text without a bound', { timeout: 600_000 }, () => {
  const repeating = unique(all).filter((each) => !isPlain(each));
  expect(repeating.length).toBeGreaterThan(250);
  const isKnownUnsafe = (each: Expression) =>
    !checksAll && Object.hasOwn(bounded, each.file) && foundUnsafe.has(hashOf(each));
  const checked = repeating.filter((each) => checksAll || !foundSafe.has(hashOf(each)));
  const findings = checked.map((each) => ({
    ...(isKnownUnsafe(each)
      ? { place: `${each.file}:${each.line}`, source: each.source, status: 'vulnerable' }
      : findingOf(each)),
    hash: hashOf(each),
  }));
  const unsafe = findings.filter(({ status }) => status !== 'safe');
  const there = new Set(repeating.map(hashOf));
  const known = checksAll ? [] : [...foundSafe].filter((hash) => there.has(hash));
  const safe = [...known, ...findings.filter(({ status }) => status === 'safe').map(({ hash }) => hash)];
  if (isWritten) writeFileSync(unsafeFile, `${JSON.stringify(unsafe.map(({ hash }) => hash).sort(), undefined, 2)}\n`);
  if (isWritten) writeFileSync(safeFile, `${JSON.stringify(safe.sort(), undefined, 2)}\n`);
  expect(unsafe.filter((each) => !Object.hasOwn(bounded, fileOf(each)))).toEqual([]);
  expect([...new Set(unsafe.map(fileOf))].sort(), 'those that are listed are still unsafe').toEqual(
    Object.keys(bounded).sort(),
  );
});

it('lists no expression as safe that is not there', () => {
  const there = new Set(all.map(hashOf));
  expect([...foundSafe].filter((each) => !there.has(each))).toEqual([]);
});

it('knows the expressions that are made of texts', () => {
  const files = [...new Set(built())].sort();
  const seen = new Set(ofTexts().map(({ file }) => file));
  expect(files.filter((file) => !seen.has(file))).toEqual(Object.keys(madeLater).sort());
});

it('finds what backtracks', () => {
  for (const source of ['^(a+)+$', '\\s*x\\s*$', '\\bon \\{([^}]+)\\}'])
    expect(findingOf({ file: '', line: 0, source, flags: '' })).toMatchObject({ status: 'vulnerable' });
});
