/** A step of a sender's setup in which a text is pasted as it stands, fit for a list in Markdown. */
export const pasted = (step: string, body: string, language = 'json'): string =>
  [step, '', `\`\`\`${language}`, ...body.trim().split('\n'), '```'].join('\n   ');
