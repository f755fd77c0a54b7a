import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { severityWord } from '../_kit/severity.ts';
import { steps } from './paths.ts';

const names = ['severity_name', 'severity_display_name', 'max_severity_displayname', 'urgency', 'rule_priority'];
const numbers = ['severity', 'max_severity', 'fine_score'];

/** The fields that hold a severity, words before numbers. */
export const severities: readonly string[] = [...names, ...numbers];

/** 0 to 100; the bands of severity names in the Alerts API. */
function bandOf(level: number): Severity {
  if (level >= 80) return 'critical';
  if (level >= 60) return 'high';
  if (level >= 40) return 'medium';
  return level >= 20 ? 'low' : 'info';
}

/** 1 to 5 in events of the stream before 2023, and in variables of workflows. */
const byStep: Readonly<Record<string, Severity>> = wordTable({
  '1': 'info',
  '2': 'low',
  '3': 'medium',
  '4': 'high',
  '5': 'critical',
});

const bandIn = (text: string): Severity | undefined =>
  /^\d+(?:\.\d+)?$/.test(text) ? bandOf(Number(text)) : undefined;

/** Whether a field stands in an event of the stream or in what a workflow sends, and not at the top. */
const isInHolder = (said: Dig, name: string, text: string): boolean =>
  steps.some((holder) => said.text(`${holder}.${name}`)?.trim() === text);

/** The severity's name, else its number; medium when neither says anything. */
export function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  for (const name of severities) {
    const text = said.text(name)?.trim() ?? '';
    const step = byStep[text] !== undefined && isInHolder(said, name, text) ? byStep[text] : undefined;
    const severity = severityWord(text) ?? step ?? bandIn(text);
    if (severity !== undefined) return { severity, vendorSeverity: said.take(name) ?? text };
  }
  return { severity: 'medium' };
}
