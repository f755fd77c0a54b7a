import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Form, formsIn } from './credential-forms.ts';

const FILE = path.join(import.meta.dirname, '../lambdas/domain/redact/gitleaks.ts');

const [, , file, version] = process.argv;
if (file === undefined || version === undefined) {
  process.stderr.write(
    'no rule file or no version named: npm run credential-forms -- <file> <version>, with config/gitleaks.toml of https://github.com/gitleaks/gitleaks\n',
  );
  process.exit(1);
}

const row = ({ id, keywords, source, flags }: Form): string => `${id} ${keywords.join(',')} ${flags || '-'} ${source}`;

const text = ({ own, named }: ReturnType<typeof formsIn>): string =>
  `// Written by infra/write-credential-forms.ts (npm run credential-forms) from config/gitleaks.toml of gitleaks ${version}.
// Copyright (c) 2019 Zachary Rice, MIT License, see NOTICE.

/** Credentials that are known by their own beginning, one a line: id, keywords that begin them, flags, expression. */
export const gitleaksForms = String.raw\`
${own.map(row).join('\n')}
\`;

/** Credentials that are known by the name of the vendor beside them, one a line: id, names, flags, expression of the value. */
export const gitleaksNamedForms = String.raw\`
${named.map(row).join('\n')}
\`;
`;

const forms = formsIn(readFileSync(file, 'utf8'));
writeFileSync(FILE, text(forms));
process.stdout.write(
  `gitleaks ${version}: ${forms.own.length + forms.named.length} forms written to lambdas/domain/redact\n`,
);
