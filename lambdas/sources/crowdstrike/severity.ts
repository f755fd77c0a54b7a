import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { severityWord } from '../_kit/severity.ts';
import { at } from './paths.ts';

const names = at('severity_name', 'severity_display_name', 'max_severity_displayname', 'urgency', 'rule_priority');
const numbers = at('severity', 'max_severity', 'fine_score');

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
const byStep: Readonly<Record<string, Severity>> = {
  '1': 'info',
  '2': 'low',
  '3': 'medium',
  '4': 'high',
  '5': 'critical',
};

const bandIn = (text: string): Severity | undefined =>
  /^\d+(?:\.\d+)?$/.test(text) ? bandOf(Number(text)) : undefined;

/** The severity's name, else its number; medium when neither says anything. */
export function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  for (const path of severities) {
    const text = said.text(path)?.trim() ?? '';
    const step = /^(?:event|data)\./.test(path) ? byStep[text] : undefined;
    const severity = severityWord(text) ?? step ?? bandIn(text);
    if (severity !== undefined) return { severity, vendorSeverity: said.take(path) ?? text };
  }
  return { severity: 'medium' };
}
