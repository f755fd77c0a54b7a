/** A line with one of the links that the tests of `message` have an operator add; an alert fills path and query only. */
export const operatorLine = /^(?:Runbook|Panel \d): https:\/\/(?:wiki|grafana)\.example\.com\/[\w%.~/?=#-]+$/;

/** Whether a named address is one of those. */
export const isOperatorLink = (name: string, url: string): boolean => operatorLine.test(`${name}: ${url}`);
