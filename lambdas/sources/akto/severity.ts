import type { Severity } from '../../domain/alert.ts';
import { spelling } from '../../domain/values/json-fields.ts';

// Severities of the built-in policies (https://github.com/akto-api-security/tests-library, Threat-Protection; Akto's own
// rate limit and sequence filters). Where Akto's two engines differ the higher one stands. Policies are the customer's
// to change, so this is used only when the event itself says nothing.
const byRule = new Map<string, Severity>(
  Object.entries({
    SQLInjection: 'high',
    NoSQLInjection: 'high',
    XSS: 'high',
    OSCommandInjection: 'high',
    WindowsCommandInjection: 'high',
    SSRF: 'high',
    LocalFileInclusionLFIRFI: 'high',
    SecurityMisconfig: 'medium',
    ApiLevelRateLimited: 'medium',
    IpApiRateLimited: 'medium',
    SequenceAnomaly: 'high',
    SQL_INJECTION: 'high',
    NOSQL_INJECTION: 'high',
    OS_COMMAND_INJECTION: 'high',
    COMMAND_INJECTION: 'high',
    Windows_Command: 'high',
    LFI_RFI: 'high',
    API_LEVEL_RATE_LIMITING: 'medium',
    RateLimiting: 'medium',
    ApiAbuse: 'medium',
    ApiSequenceAnomaly: 'high',
    Behavioral: 'high',
  } as const).map(([rule, severity]) => [spelling(rule), severity]),
);

/** The severity of the first of an event's rule names that Akto ships a policy for; medium when there is none. */
export function severityOfRule(...rules: readonly (string | undefined)[]): Severity {
  for (const rule of rules) {
    const severity = rule === undefined ? undefined : byRule.get(spelling(rule));
    if (severity !== undefined) return severity;
  }
  return 'medium';
}
