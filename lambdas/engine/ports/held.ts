/**
 * What the reason of a delivery begins with that waits to escalate a problem: it ends without being sent when somebody
 * acknowledges or ends the problem meanwhile.
 */
export const ESCALATION = 'escalation';
