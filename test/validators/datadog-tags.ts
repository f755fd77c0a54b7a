/** https://docs.datadoghq.com/getting_started/tagging/#define-tags */
export const tagProblems = (tag: string): string[] =>
  /^[a-z][a-z0-9_:./-]{0,199}$/.test(tag) && !/[:_]$/.test(tag) ? [] : [`tag ${tag}`];
